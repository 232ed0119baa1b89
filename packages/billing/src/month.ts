/** Billing periods are calendar months in UTC: they start on hour boundaries, as the rollup's hours do. */
export function monthStart(ms: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1);
}

export function nextMonthStart(ms: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}

/** `2026-11`. */
export function monthName(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

export function unixSeconds(ms: number): number {
  return Math.floor(ms / 1000);
}
