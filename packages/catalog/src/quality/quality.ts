import { REPORTS, type Benchmark } from './figures.ts';

/** The benchmark that the figures of all others are converted to: most models have one of it. */
const SCALE: Benchmark = 'gpqa-diamond';
/** Fewer models in common say too little of how two benchmarks relate. */
const SHARED_MIN = 5;

/**
 * How good a model is by public benchmarks, from 0 to 1: the share of GPQA Diamond that it solves, or would solve going by what it does elsewhere. Null for a
 * model without a figure. It says how models compare on the whole, and nothing of any one task.
 */
export function qualityOf(model: string): number | null {
  return qualities.get(model) ?? null;
}

export interface QualityFigure {
  readonly benchmark: Benchmark;
  readonly percent: number;
  readonly source: string;
  readonly date: string;
}

/** What the quality of a model comes from. */
export function figuresOf(model: string): readonly QualityFigure[] {
  return [...figuresByBenchmark].flatMap(([, figures]) => figures.get(model) ?? []);
}

const figuresByBenchmark = groupFigures();
const qualities = combine();

/** By benchmark and model; of several figures of a model the first. */
function groupFigures(): ReadonlyMap<Benchmark, ReadonlyMap<string, QualityFigure>> {
  const groups = new Map<Benchmark, Map<string, QualityFigure>>();
  for (const { benchmark, source, date, figures } of REPORTS) {
    const group = groups.get(benchmark) ?? new Map<string, QualityFigure>();
    groups.set(benchmark, group);
    for (const [model, percent] of Object.entries(figures)) if (!group.has(model)) group.set(model, { benchmark, percent, source, date });
  }
  return groups;
}

/**
 * Percentages of two benchmarks cannot be compared: one is harder than the other. Their log-odds can, up to a straight line, which is fitted (least squares)
 * through the models that have figures of both. A model's quality is the mean of its figures on the one scale.
 */
function combine(): ReadonlyMap<string, number> {
  const scale = figuresByBenchmark.get(SCALE) ?? new Map<string, QualityFigure>();
  const logOddsOfModel = new Map<string, number[]>();
  for (const [benchmark, figures] of figuresByBenchmark) {
    const convert = benchmark === SCALE ? (value: number) => value : lineBetween(figures, scale);
    if (convert === null) continue;
    for (const [model, { percent }] of figures) {
      const values = logOddsOfModel.get(model) ?? [];
      logOddsOfModel.set(model, values);
      values.push(convert(logOdds(percent)));
    }
  }
  return new Map([...logOddsOfModel].map(([model, values]) => [model, shareOf(mean(values))]));
}

function lineBetween(figures: ReadonlyMap<string, QualityFigure>, scale: ReadonlyMap<string, QualityFigure>): ((value: number) => number) | null {
  const points = [...figures].flatMap(([model, { percent }]) => {
    const other = scale.get(model);
    return other === undefined ? [] : [{ x: logOdds(percent), y: logOdds(other.percent) }];
  });
  if (points.length < SHARED_MIN) return null;
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  const variance = mean(points.map(({ x }) => (x - meanX) ** 2));
  return (value) => meanY + (covariance / variance) * (value - meanX);
}

function logOdds(percent: number): number {
  return Math.log(percent / (100 - percent));
}

function shareOf(odds: number): number {
  return 1 / (1 + Math.exp(-odds));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
