export interface SparklineProps {
  readonly values: readonly (number | bigint)[];
  /** What it shows, in words: "Requests per hour, last 24 hours". */
  readonly label: string;
  readonly color?: string | undefined;
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
}

/** A line the size of a word, from zero. Only geometry is made of the figures, nothing is computed with them. */
export function Sparkline({ values, label, color = 'var(--ink-subtle)', widthPx = 96, heightPx = 24 }: SparklineProps) {
  const numbers = values.map(Number);
  const top = Math.max(...numbers, 0) || 1;
  const step = widthPx / Math.max(1, numbers.length - 1);
  const points = numbers.map((value, index) => `${(index * step).toFixed(1)},${(heightPx - 1 - (value / top) * (heightPx - 2)).toFixed(1)}`);
  return (
    <svg role="img" aria-label={label} width={widthPx} height={heightPx} viewBox={`0 0 ${widthPx} ${heightPx}`} className="overflow-visible">
      <polyline points={points.join(' ')} fill="none" stroke={color} strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round" />
    </svg>
  );
}
