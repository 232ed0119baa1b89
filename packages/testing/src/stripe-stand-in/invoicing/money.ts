/** `quantity` units at `unitAmountDecimal` cents each, rounded half away from zero to whole cents. */
export function amountCents(quantity: bigint, unitAmountDecimal: string): number {
  const [whole = '0', fraction = ''] = unitAmountDecimal.split('.');
  const scale = 10n ** BigInt(fraction.length);
  const exact = quantity * (BigInt(whole) * scale + BigInt(fraction === '' ? '0' : fraction));
  const absolute = exact < 0n ? -exact : exact;
  const rounded = (2n * absolute + scale) / (2n * scale);
  return Number(exact < 0n ? -rounded : rounded);
}

/** The same day of the next month at the same time, in UTC; the 31st becomes a month's last day. */
export function addMonth(unixSeconds: number, anchorSeconds: number): number {
  const at = new Date(unixSeconds * 1000);
  const anchor = new Date(anchorSeconds * 1000);
  const lastDay = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 2, 0)).getUTCDate();
  const day = Math.min(anchor.getUTCDate(), lastDay);
  return Math.floor(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, day, anchor.getUTCHours(), anchor.getUTCMinutes(), anchor.getUTCSeconds()) / 1000);
}
