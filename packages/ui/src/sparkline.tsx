export interface SparklineProps {
  readonly values: readonly (number | bigint)[];
  /** The period before, as a quiet line on the same scale. */
  readonly previous?: readonly (number | bigint)[] | undefined;
  /** What it shows, in words: "Requests per hour, last 24 hours". */
  readonly label: string;
  readonly color?: string | undefined;
  readonly widthPx?: number | undefined;
  readonly heightPx?: number | undefined;
  /** As wide as its place instead of `widthPx`. */
  readonly fluid?: boolean | undefined;
}

/** A line the size of a word, from zero. Only geometry is made of the figures, nothing is computed with them. */
export function Sparkline({ values, previous = [], label, color = 'var(--ink-subtle)', widthPx = 96, heightPx = 24, fluid = false }: SparklineProps) {
  const top = Math.max(...values.map(Number), ...previous.map(Number), 0) || 1;
  const step = widthPx / Math.max(1, Math.max(values.length, previous.length) - 1);
  const points = (line: readonly (number | bigint)[]) =>
    line.map((value, index) => `${(index * step).toFixed(1)},${(heightPx - 1 - (Number(value) / top) * (heightPx - 2)).toFixed(1)}`).join(' ');
  const stroke = { fill: 'none', strokeLinejoin: 'round', strokeLinecap: 'round', vectorEffect: 'non-scaling-stroke' } as const;
  return (
    <svg
      role="img"
      aria-label={label}
      width={fluid ? '100%' : widthPx}
      height={heightPx}
      viewBox={`0 0 ${widthPx} ${heightPx}`}
      preserveAspectRatio="none"
      className="block overflow-visible"
    >
      {previous.length === 0 ? null : (
        <polyline points={points(previous)} stroke="var(--ink-subtle)" strokeWidth="1.25" strokeDasharray="3 4" opacity="0.7" {...stroke} />
      )}
      <polyline points={points(values)} stroke={color} strokeWidth="1.5" {...stroke} />
    </svg>
  );
}
