import { LAB_NAMES } from '@modelhub/catalog/lab-names';

/** How a lab writes itself; an unknown one with a capital letter. */
export function labName(lab: string): string {
  return LAB_NAMES[lab] ?? lab.charAt(0).toUpperCase() + lab.slice(1);
}
