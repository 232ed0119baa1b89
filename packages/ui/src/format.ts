/** How figures are written, everywhere. Money comes as nano-USD in a bigint and never passes through a float. */

const NANO_PER_USD = 1_000_000_000n;
const NANO_DIGITS = 9;
const NBSP = '\u00a0';

function groupThousands(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Division of magnitudes, rounded half up. */
function divideRounded(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}

function decimal(nanoUsd: bigint, decimals: number): string {
  const scaled = divideRounded(nanoUsd, 10n ** BigInt(NANO_DIGITS - decimals));
  const digits = scaled.toString().padStart(decimals + 1, '0');
  const whole = groupThousands(digits.slice(0, digits.length - decimals));
  const fraction = digits
    .slice(digits.length - decimals)
    .replace(/0+$/, '')
    .padEnd(Math.min(2, decimals), '0');
  return `${whole}.${fraction}`;
}

/** Decimals that show three figures of an amount below a dollar: 0.0023 needs up to six. */
function decimalsFor(nanoUsd: bigint): number {
  if (nanoUsd >= NANO_PER_USD || nanoUsd === 0n) return 2;
  const leadingZeros = NANO_DIGITS - nanoUsd.toString().length;
  return Math.min(NANO_DIGITS, leadingZeros + 3);
}

/**
 * Money to read: cents from a dollar up, three figures below it, never scientific.
 * 2_300_000n -> `$0.0023`, 1_234_560_000_000n -> `$1,234.56`, 0n -> `$0.00`.
 */
export function formatMoney(nanoUsd: bigint): string {
  const magnitude = nanoUsd < 0n ? -nanoUsd : nanoUsd;
  return `${nanoUsd < 0n ? '−' : ''}$${decimal(magnitude, decimalsFor(magnitude))}`;
}

/** Money to the last digit, with at least two decimals: what a price or a hover shows. */
export function formatMoneyExact(nanoUsd: bigint): string {
  const magnitude = nanoUsd < 0n ? -nanoUsd : nanoUsd;
  return `${nanoUsd < 0n ? '−' : ''}$${decimal(magnitude, NANO_DIGITS)}`;
}

/** Whole cents as an invoice shows them: 123456n -> `$1,234.56`. */
export function formatCents(cents: bigint): string {
  const magnitude = cents < 0n ? -cents : cents;
  const digits = magnitude.toString().padStart(3, '0');
  return `${cents < 0n ? '−' : ''}$${groupThousands(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

/** A whole number with separators: 1234567 -> `1,234,567`. */
export function formatCount(count: bigint | number): string {
  const value = typeof count === 'bigint' ? count : BigInt(Math.round(count));
  return value < 0n ? `−${groupThousands((-value).toString())}` : groupThousands(value.toString());
}

const STEPS = [
  { from: 1_000_000_000_000n, sign: 'T' },
  { from: 1_000_000_000n, sign: 'B' },
  { from: 1_000_000n, sign: 'M' },
  { from: 1_000n, sign: 'k' },
] as const;

function tokenDecimals(magnitude: bigint, unit: bigint): number {
  // 9.995 is the first that reads 10.0, 99.95 the first that reads 100.
  if (magnitude * 1_000n < unit * 9_995n) return 2;
  return magnitude * 100n < unit * 9_995n ? 1 : 0;
}

/** A count to read, at most three figures: 1_240_000 -> `1.24 M`, 64_000 -> `64 k`, 999 -> `999`. */
export function formatTokens(count: bigint | number): string {
  const value = typeof count === 'bigint' ? count : BigInt(Math.round(count));
  const magnitude = value < 0n ? -value : value;
  const sign = value < 0n ? '−' : '';
  for (const step of STEPS) {
    // 999_950 reads 1.00 M, not 1000 k: the step begins where rounding to three figures reaches it.
    if (magnitude < step.from - step.from / 2_000n) continue;
    const decimals = tokenDecimals(magnitude, step.from);
    const rounded = divideRounded(magnitude * 10n ** BigInt(decimals), step.from)
      .toString()
      .padStart(decimals + 1, '0');
    const whole = groupThousands(rounded.slice(0, rounded.length - decimals));
    const fraction = rounded.slice(rounded.length - decimals).replace(/0+$/, '');
    return `${sign}${whole}${decimals === 0 || fraction === '' ? '' : `.${fraction}`}${NBSP}${step.sign}`;
  }
  return `${sign}${magnitude}`;
}

/** A duration in milliseconds to read: `0.4 ms`, `412 ms`, `1.8 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 9.95) return `${Number(durationMs.toFixed(1))}${NBSP}ms`;
  if (durationMs < 999.5) return `${Math.round(durationMs)}${NBSP}ms`;
  if (durationMs < 59_950) return `${(durationMs / 1_000).toFixed(1)}${NBSP}s`;
  const seconds = Math.round(durationMs / 1_000);
  if (seconds < 3_600) return `${Math.floor(seconds / 60)}${NBSP}min${seconds % 60 === 0 ? '' : ` ${seconds % 60}${NBSP}s`}`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)}${NBSP}h${minutes % 60 === 0 ? '' : ` ${minutes % 60}${NBSP}min`}`;
}

/**
 * A share in parts per million as a percentage. It is cut, not rounded: an availability below 100 % never reads as 100 %.
 * 999_876 -> `99.98 %`.
 */
export function formatShare(partsPerMillion: number): string {
  const hundredths = Math.floor(partsPerMillion / 100);
  const text = hundredths % 100 === 0 ? String(hundredths / 100) : (hundredths / 100).toFixed(2);
  return `${text}${NBSP}%`;
}

const RELATIVE_STEPS = [
  { unit: 'year', ms: 365 * 86_400_000 },
  { unit: 'month', ms: 30 * 86_400_000 },
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A moment relative to `nowMs`: `just now`, `5 minutes ago`, `yesterday`, `in 3 days`. */
export function formatRelativeTime(atMs: number, nowMs: number): string {
  const differenceMs = atMs - nowMs;
  for (const { unit, ms } of RELATIVE_STEPS) {
    if (Math.abs(differenceMs) >= ms) return relative.format(Math.trunc(differenceMs / ms), unit);
  }
  return 'just now';
}

/** The exact moment in UTC: `2026-11-23 08:45:18 UTC`. */
export function formatUtc(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

const dayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const longDayFormat = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A UTC day: `Nov 23`, or `Nov 23, 2026` with the year. */
export function formatDay(atMs: number, options: { readonly year?: boolean } = {}): string {
  return (options.year === true ? longDayFormat : dayFormat).format(atMs);
}

const monthFormat = new Intl.DateTimeFormat('en', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** A UTC month: `November 2026`. */
export function formatMonth(atMs: number): string {
  return monthFormat.format(atMs);
}
