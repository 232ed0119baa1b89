import type { Measurement } from './run-load.ts';
import type { TargetName } from './running-target.ts';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';
import { median, spread } from './statistics.ts';

/** All rounds of one target in one scenario. */
export interface Result {
  readonly scenario: ScenarioName;
  readonly target: TargetName;
  readonly rounds: readonly Measurement[];
}

export interface Measure {
  readonly title: string;
  readonly value: (measurement: Measurement) => number | null;
  readonly digits: number;
  /** Also say how far the rounds were apart. */
  readonly withSpread?: boolean;
  /** Of most measures less is better. */
  readonly isBetterHigh?: boolean;
  /** Shown less what the mock upstream takes by itself. */
  readonly isAdded?: boolean;
}

/** A relay that answered nothing in its time has no latency: the load generator prints 0. */
function seen(count: number, figure: number): number | null {
  return count === 0 ? null : figure;
}

const RATE: Measure = { title: 'req/s', value: (m) => m.requestsPerSecond, digits: 0, isBetterHigh: true };
const PIECES: Measure = { title: 'pieces/s', value: (m) => m.piecesPerSecond, digits: 0, isBetterHigh: true };
const CPU_REQUEST: Measure = { title: 'CPU us/req', value: (m) => m.cpuUsPerRequest, digits: 1, withSpread: true };
const CPU_PIECE: Measure = { title: 'CPU us/piece', value: (m) => m.cpuUsPerPiece, digits: 2, withSpread: true };
const CPU_SHARE: Measure = { title: 'core %', value: (m) => (m.cpuShare === null ? null : m.cpuShare * 100), digits: 0 };
const MEMORY: Measure = { title: 'RSS MB', value: (m) => m.residentMbPeak, digits: 0 };
const P50: Measure = { title: 'p50 us', value: ({ load }) => seen(load.completed, load.latencyUs.p50), digits: 0 };
const P99: Measure = { title: 'p99 us', value: ({ load }) => seen(load.completed, load.latencyUs.p99), digits: 0 };
const ADDED: readonly Measure[] = [
  { ...P50, title: 'added p50 us', isAdded: true },
  { ...P99, title: 'added p99 us', isAdded: true },
];
/** Requests that had come due and found every connection busy when the time was up. */
const WAITING: Measure = { title: 'waiting', value: (m) => m.load.unsent, digits: 0 };
const FIRST_P50: Measure = { title: 'first p50 us', value: ({ load }) => seen(load.firstUs.p99, load.firstUs.p50), digits: 0 };
const FIRST: readonly Measure[] = [FIRST_P50, { title: 'first p99 us', value: ({ load }) => seen(load.firstUs.p99, load.firstUs.p99), digits: 0 }];
const TRANSIT_P50: Measure = { title: 'transit p50 us', value: ({ load }) => seen(load.pieces, load.transitUs.p50), digits: 0 };
const JITTER: Measure = { title: 'jitter us', value: ({ load }) => seen(load.pieces, load.transitUs.p99 - load.transitUs.p50), digits: 0 };
const TRANSIT: readonly Measure[] = [TRANSIT_P50, { title: 'transit p99 us', value: ({ load }) => seen(load.pieces, load.transitUs.p99), digits: 0 }, JITTER];
/** Measures by which a goal is set or a plot is drawn. */
export const MEASURES = {
  requests: RATE,
  cpuPerRequest: CPU_REQUEST,
  cpuPerPiece: CPU_PIECE,
  memory: MEMORY,
  p50: P50,
  p99: P99,
  first: FIRST_P50,
  transit: TRANSIT_P50,
  jitter: JITTER,
} as const;

/** What says how well a target does in a scenario. */
export function measuresOf(scenario: Scenario): readonly Measure[] {
  if (scenario.connections === 1) return [P50, P99, ...ADDED, CPU_REQUEST];
  if (scenario.isOpenLoop === true) return [RATE, P50, P99, ...ADDED, CPU_REQUEST, CPU_SHARE, WAITING];
  if (scenario.stream === undefined) return [RATE, P50, P99, CPU_REQUEST, CPU_SHARE, MEMORY];
  if (scenario.stream.gapMs === 0) return [RATE, PIECES, ...FIRST, CPU_REQUEST, CPU_PIECE, CPU_SHARE, MEMORY];
  return [PIECES, ...FIRST, ...TRANSIT, CPU_PIECE, CPU_SHARE, MEMORY];
}

/** Of one target in one scenario: the median of its rounds, less that of the mock upstream where the measure says so. */
export function figureOf(results: readonly Result[], { scenario, target, measure }: Place): number | null {
  const middle = (name: TargetName): number | null => {
    const rounds = results.find((result) => result.scenario === scenario && result.target === name)?.rounds ?? [];
    return median(rounds.map(measure.value).filter((figure) => figure !== null));
  };
  const [own, direct] = [middle(target), measure.isAdded === true ? middle('direct') : 0];
  return own === null || direct === null ? null : own - direct;
}

export interface Place {
  readonly scenario: ScenarioName;
  readonly target: TargetName;
  readonly measure: Measure;
}

export interface Table {
  readonly title: string;
  /** Absent in tables over several of them. */
  readonly scenario?: ScenarioName;
  readonly rows: readonly (readonly string[])[];
}

/** One table for each scenario, its first row the titles. Figures are medians of the rounds; what follows a `±` is half their spread. */
export function toTables(results: readonly Result[]): Table[] {
  return [...new Set(results.map(({ scenario }) => scenario))].map((name) => {
    const columns = measuresOf(SCENARIOS[name]);
    const rows = results
      .filter(({ scenario }) => scenario === name)
      .map(({ target, rounds }) => [target, ...columns.map((measure) => cell(results, { scenario: name, target, measure })), String(failures(rounds))]);
    return { title: `${name}: ${SCENARIOS[name].title}`, scenario: name, rows: [['relay', ...columns.map(({ title }) => title), 'failed'], ...rows] };
  });
}

/** Answers that were not what they should be, and connections that broke. A relay that is only slow shows in its rate. */
export function failures(rounds: readonly Measurement[]): number {
  return rounds.reduce((sum, { load }) => sum + load.bad + load.broken, 0);
}

function cell(results: readonly Result[], place: Place): string {
  const { scenario, target, measure } = place;
  const figure = figureOf(results, place);
  if (figure === null || (measure.isAdded === true && target === 'direct')) return '-';
  const rounds = results.find((result) => result.scenario === scenario && result.target === target)?.rounds ?? [];
  const values = rounds.map(measure.value).filter((value) => value !== null);
  const apart = measure.withSpread === true && values.length > 1 ? spread(values) : null;
  const text = toDigits(figure, measure.digits);
  return apart === null ? text : `${text} ±${Math.round(apart * 50)} %`;
}

/** As people write numbers, with that many digits after the point. */
export function toDigits(figure: number, digits: number): string {
  return figure.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

export function toText(tables: readonly Table[]): string {
  return tables.map(({ title, rows }) => `${title}\n${aligned(rows)}`).join('\n\n');
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_title, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => row.map((text, column) => (column === 0 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0))).join('  '))
    .join('\n');
}

export function toMarkdown(tables: readonly Table[]): string {
  return tables.map(({ title, rows }) => `### ${title}\n\n${markdownTable(rows)}`).join('\n\n');
}

function markdownTable([titles = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = titles.map((_title, column) => (column === 0 ? '---' : '---:'));
  return [titles, rule, ...rows].map(line).join('\n');
}
