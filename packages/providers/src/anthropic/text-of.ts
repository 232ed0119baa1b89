/** A text as an upstream sent it; empty where it sent none, or something else. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
