/** A count of tokens as a provider may well report it. */
export function isTokenCount(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
}
