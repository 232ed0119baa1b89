/** A count of tokens as a provider may well report it: a number beyond that is no count, and would be no price. */
export function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value < Number.MAX_SAFE_INTEGER;
}

/** A part of a total: what is no count is none. */
export function countOf(value: unknown): number {
  return isTokenCount(value) ? Math.trunc(value) : 0;
}
