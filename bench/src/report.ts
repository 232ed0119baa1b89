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
}

const RATE: Measure = { title: 'req/s', value: (m) => m.requestsPerSecond, digits: 0, isBetterHigh: true };
const PIECES: Measure = { title: 'pieces/s', value: (m) => m.piecesPerSecond, digits: 0, isBetterHigh: true };
const CPU_REQUEST: Measure = { title: 'CPU us/req', value: (m) => m.cpuUsPerRequest, digits: 1, withSpread: true };
const CPU_PIECE: Measure = { title: 'CPU us/piece', value: (m) => m.cpuUsPerPiece, digits: 2, withSpread: true };
const CPU_SHARE: Measure = { title: 'core %', value: (m) => (m.cpuShare === null ? null : m.cpuShare * 100), digits: 0 };
const MEMORY: Measure = { title: 'RSS MB', value: (m) => m.residentMbPeak, digits: 0 };
const LATENCY: readonly Measure[] = [
  { title: 'p50 us', value: (m) => m.load.latencyUs.p50, digits: 0 },
  { title: 'p99 us', value: (m) => m.load.latencyUs.p99, digits: 0 },
];
const FIRST: readonly Measure[] = [
  { title: 'first p50 us', value: (m) => m.load.firstUs.p50, digits: 0 },
  { title: 'first p99 us', value: (m) => m.load.firstUs.p99, digits: 0 },
];
const TRANSIT: readonly Measure[] = [
  { title: 'transit p50 us', value: (m) => m.load.transitUs.p50, digits: 0 },
  { title: 'transit p99 us', value: (m) => m.load.transitUs.p99, digits: 0 },
];

/** What says how well a target does in a scenario. */
export function measuresOf(scenario: Scenario): readonly Measure[] {
  if (scenario.stream === undefined) return [RATE, ...LATENCY, CPU_REQUEST, CPU_SHARE, MEMORY];
  if (scenario.stream.gapMs === 0) return [RATE, PIECES, ...FIRST, CPU_REQUEST, CPU_PIECE, CPU_SHARE, MEMORY];
  return [PIECES, ...FIRST, ...TRANSIT, CPU_PIECE, CPU_SHARE, MEMORY];
}

export interface Table {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
}

/** One table for each scenario, its first row the titles. Figures are medians of the rounds; what follows a `±` is half their spread. */
export function toTables(results: readonly Result[]): Table[] {
  return [...new Set(results.map(({ scenario }) => scenario))].map((name) => {
    const columns = measuresOf(SCENARIOS[name]);
    const rows = results
      .filter(({ scenario }) => scenario === name)
      .map((result) => [result.target, ...columns.map((column) => cell(column, result.rounds)), String(failures(result.rounds))]);
    return { title: `${name}: ${SCENARIOS[name].title}`, rows: [['relay', ...columns.map(({ title }) => title), 'failed'], ...rows] };
  });
}

/** Answers that were not what they should be, and connections that broke. A relay that is only slow shows in its rate. */
export function failures(rounds: readonly Measurement[]): number {
  return rounds.reduce((sum, { load }) => sum + load.bad + load.broken, 0);
}

function cell({ value, digits, withSpread }: Measure, rounds: readonly Measurement[]): string {
  const values = rounds.map(value).filter((figure) => figure !== null);
  const middle = median(values);
  if (middle === null) return '-';
  const apart = withSpread === true && values.length > 1 ? spread(values) : null;
  const text = middle.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return apart === null ? text : `${text} ±${Math.round(apart * 50)} %`;
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
