import { quantile, type Point } from '../figures/statistics.ts';

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

export interface LineChart {
  readonly title: string;
  /** Of the horizontal axis. */
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Powers of ten are as far apart: for figures whose outliers would press the others to the ground. */
  readonly isLogarithmic?: boolean;
}

const WIDTH = 760;
const HEIGHT = 300;
const PLOT = { left: 76, right: 16, top: 56, bottom: 40 };
const POINTS_MAX = 240;
const TICKS = 5;
/** Least value on a logarithmic axis. */
const LOG_MIN = 0.1;
/** Readable on white and on black, and apart for those who do not see red and green (P. Okabe, K. Ito 2008). */
const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7'];
const STYLE =
  'text{font:12px system-ui,sans-serif;fill:#1f2328}.t{font-size:14px;font-weight:600}.g{stroke:#d0d7de}' +
  '@media(prefers-color-scheme:dark){text{fill:#e6edf3}.g{stroke:#30363d}}';

/** A chart of lines as an SVG of its own, readable on a light and on a dark page. Many points become medians of their neighbours. */
export function lineChart(chart: LineChart): string {
  const series = chart.series.map(({ name, points }) => ({ name, points: thinned(points) }));
  const all = series.flatMap(({ points }) => points);
  const y = axis(
    all.map((point) => point.y),
    { from: HEIGHT - PLOT.bottom, to: PLOT.top, isLogarithmic: chart.isLogarithmic ?? false, isExact: false },
  );
  const x = axis(
    all.map((point) => point.x),
    { from: PLOT.left, to: WIDTH - PLOT.right, isLogarithmic: false, isExact: true },
  );
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escaped(chart.title)}"><style>${STYLE}</style>`,
    text(PLOT.left, 20, chart.title, 'class="t"'),
    text(PLOT.left, HEIGHT - 4, chart.xLabel),
    text(4, PLOT.top - 8, chart.yLabel),
    ...y.ticks.map((value) => line(PLOT.left, y.place(value), WIDTH - PLOT.right) + text(PLOT.left - 6, y.place(value) + 4, shown(value), 'text-anchor="end"')),
    ...x.ticks.map((value) => text(x.place(value), HEIGHT - PLOT.bottom + 16, shown(value), 'text-anchor="middle"')),
    ...series.map(({ points }, i) =>
      polyline(
        points.map((point) => `${round(x.place(point.x))},${round(y.place(point.y))}`),
        colorOf(i),
      ),
    ),
    ...series.map(({ name }, i) => legend(name, { i, count: series.length })),
    '</svg>\n',
  ];
  return parts.join('\n');
}

interface Axis {
  readonly ticks: readonly number[];
  place(value: number): number;
}

interface AxisOptions {
  readonly from: number;
  readonly to: number;
  readonly isLogarithmic: boolean;
  /** It ends with the largest value, not with a round one. */
  readonly isExact: boolean;
}

function axis(values: readonly number[], { from, to, isLogarithmic, isExact }: AxisOptions): Axis {
  const most = values.reduce((max, value) => Math.max(max, value), 0);
  if (isLogarithmic) {
    const top = Math.max(0, Math.ceil(Math.log10(Math.max(most, LOG_MIN))));
    const bottom = Math.log10(LOG_MIN);
    return {
      ticks: Array.from({ length: top - bottom + 1 }, (_, i) => 10 ** (bottom + i)),
      place: (value) => from + ((Math.log10(Math.max(value, LOG_MIN)) - bottom) / (top - bottom)) * (to - from),
    };
  }
  const step = niceStep(most / TICKS);
  const top = isExact ? most || 1 : Math.max(step, Math.ceil(most / step) * step);
  return { ticks: Array.from({ length: Math.floor(top / step + 0.001) + 1 }, (_, i) => i * step), place: (value) => from + (value / top) * (to - from) };
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(least: number): number {
  if (least <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  return ([1, 2, 5].find((factor) => factor * power >= least) ?? 10) * power;
}

function thinned(points: readonly Point[]): Point[] {
  const size = Math.ceil(points.length / POINTS_MAX);
  if (size <= 1) return [...points];
  return Array.from({ length: Math.ceil(points.length / size) }, (_, i) => points.slice(i * size, (i + 1) * size)).map((group) => ({
    x: group[0]?.x ?? 0,
    y: quantile(
      group.map((point) => point.y),
      0.5,
    ),
  }));
}

function polyline(points: readonly string[], color: string): string {
  return `<polyline fill="none" stroke="${color}" stroke-width="1.5" stroke-linejoin="round" points="${points.join(' ')}"/>`;
}

function legend(name: string, { i, count }: { readonly i: number; readonly count: number }): string {
  const place = PLOT.left + 40 + (i * (WIDTH - PLOT.left - PLOT.right - 40)) / count;
  return `<rect x="${round(place)}" y="34" width="10" height="10" rx="2" fill="${colorOf(i)}"/>${text(place + 16, 44, name)}`;
}

function colorOf(i: number): string {
  return COLORS[i % COLORS.length] ?? '#0072b2';
}

function line(fromX: number, y: number, toX: number): string {
  return `<line class="g" x1="${fromX}" x2="${toX}" y1="${round(y)}" y2="${round(y)}"/>`;
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${attributes === '' ? '' : ` ${attributes}`}>${escaped(content)}</text>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function shown(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

function escaped(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
