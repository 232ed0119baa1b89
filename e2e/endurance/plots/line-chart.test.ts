import { expect, it } from 'vitest';
import { lineChart } from './line-chart.ts';

const points = (count: number, of: (x: number) => number) => Array.from({ length: count }, (_, x) => ({ x, y: of(x) }));
const linesOf = (svg: string): number[][][] =>
  [...svg.matchAll(/points="([^"]*)"/g)].map(([, list = '']) => list.split(' ').map((pair) => pair.split(',').map(Number)));

it('draws each series as a line inside of the picture', () => {
  const svg = lineChart({
    title: 'Memory',
    xLabel: 'minutes',
    yLabel: 'MB',
    series: [
      { name: 'heap', points: points(50, (x) => x) },
      { name: 'resident', points: points(50, () => 120) },
    ],
  });
  const lines = linesOf(svg);
  expect(lines).toHaveLength(2);
  for (const [x = -1, y = -1] of lines.flat()) {
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x).toBeLessThanOrEqual(760);
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThanOrEqual(300);
  }
  // What grows goes up, and what is flat is level.
  const [rising = [], flat = []] = lines;
  expect(rising[0]?.[1]).toBeGreaterThan(rising.at(-1)?.[1] ?? Number.POSITIVE_INFINITY);
  expect(new Set(flat.map(([, y]) => y)).size).toBe(1);
});

it('stays small however much there is to draw, and takes outliers on a logarithmic axis', () => {
  const svg = lineChart({
    title: 'Latency',
    xLabel: '',
    yLabel: 'ms',
    isLogarithmic: true,
    series: [{ name: 'p99', points: points(20_000, (x) => (x % 997 === 0 ? 5_000 : 0)) }],
  });
  expect(svg.length).toBeLessThan(60_000);
  expect(svg).not.toContain('NaN');
});

it('says names as they are', () => {
  const svg = lineChart({ title: 'a < b & "c"', xLabel: '', yLabel: '', series: [] });
  expect(svg).toContain('a &lt; b &amp; &quot;c&quot;');
  expect(svg).not.toContain('NaN');
});
