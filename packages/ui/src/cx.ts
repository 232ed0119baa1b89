import { clsx, type ClassValue } from 'clsx';
import { extendTailwindMerge } from 'tailwind-merge';

const merge = extendTailwindMerge({ extend: { theme: { text: ['display'] } } });

/** Joins class names; of two Tailwind classes for the same property the later one stays. */
export function cx(...values: ClassValue[]): string {
  return merge(clsx(values));
}
