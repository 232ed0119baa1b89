import { measuresOf, toDigits, type Measure, type Result, type Table } from './report.ts';
import { SCENARIOS } from './scenarios.ts';
import { median } from './statistics.ts';

/**
 * What a change did, one table for each scenario: both medians, and the median of the ratios within each round. Neighbours in time share what else the
 * machine does, so that a ratio holds where the figures themselves do not. The last column compares the best round of each.
 */
export function toComparison(results: readonly Result[]): Table[] {
  return [...new Set(results.map(({ scenario }) => scenario))].flatMap((name) => {
    const before = results.find(({ scenario, target }) => scenario === name && target === 'before');
    const after = results.find(({ scenario, target }) => scenario === name && target === 'modelhub');
    if (before === undefined || after === undefined) return [];
    const rows = measuresOf(SCENARIOS[name])
      .filter(({ isAdded }) => isAdded !== true)
      .map((measure) => toRow(measure, before, after));
    return [{ title: `${name}: ${SCENARIOS[name].title}`, rows: [['', 'before', 'after', 'change', 'better in', 'best rounds'], ...rows] }];
  });
}

function toRow(measure: Measure, before: Result, after: Result): string[] {
  const ratios = after.rounds.flatMap((round, index) => {
    const [now, then] = [measure.value(round), before.rounds[index] === undefined ? null : measure.value(before.rounds[index])];
    return now === null || then === null || then === 0 ? [] : [now / then];
  });
  const change = median(ratios);
  const better = ratios.filter((ratio) => (measure.isBetterHigh === true ? ratio > 1 : ratio < 1)).length;
  const figures = [before, after].map(({ rounds }) => median(rounds.map(measure.value).filter((value) => value !== null)));
  return [
    measure.title,
    ...figures.map((figure) => (figure === null ? '-' : toDigits(figure, measure.digits))),
    change === null ? '-' : percent(change),
    `${better} of ${ratios.length}`,
    shownChange(bestOf(measure, after), bestOf(measure, before)),
  ];
}

/** In its best round a program was disturbed the least. */
function bestOf({ value, isBetterHigh }: Measure, { rounds }: Result): number | null {
  const values = rounds.map(value).filter((figure) => figure !== null);
  if (values.length === 0) return null;
  return isBetterHigh === true ? Math.max(...values) : Math.min(...values);
}

function shownChange(after: number | null, before: number | null): string {
  if (after === null || before === null || before === 0) return '-';
  return percent(after / before);
}

function percent(ratio: number): string {
  return `${ratio >= 1 ? '+' : ''}${((ratio - 1) * 100).toFixed(1)} %`;
}
