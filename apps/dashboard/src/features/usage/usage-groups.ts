import { addFigures, emptySeries, NO_FIGURES, type Figures, type SeriesFigures } from './figures.ts';
import { MEASURES, type Measure } from './usage-query.ts';

export interface UsageGroupReport extends Figures {
  /** Id of the model, key or project; null is the sum of all that are not listed. */
  readonly id: string | null;
  readonly series: SeriesFigures;
}

/** Several groups as one without an id. */
export function foldGroups(groups: readonly UsageGroupReport[], length: number): UsageGroupReport {
  const series = emptySeries(length);
  let sum = NO_FIGURES;
  for (const group of groups) {
    sum = addFigures(sum, group);
    for (const measure of MEASURES) {
      for (let at = 0; at < length; at += 1) series[measure][at] = (series[measure][at] ?? 0n) + (group.series[measure][at] ?? 0n);
    }
  }
  return { id: null, ...sum, series };
}

/**
 * The groups that a chart shows one by one, the largest first, and the others as one: the sum stays the sum. Groups that have
 * nothing of the measure are left out.
 */
export function chartGroups(
  groups: readonly UsageGroupReport[],
  measure: Measure,
  options: { readonly max: number; readonly length: number },
): UsageGroupReport[] {
  const named = groups
    .filter((group) => group.id !== null && group[measure] !== 0n)
    .sort((a, b) => (a[measure] === b[measure] ? 0 : a[measure] < b[measure] ? 1 : -1));
  const rest = [...named.slice(options.max), ...groups.filter((group) => group.id === null && group[measure] !== 0n)];
  const shown = named.slice(0, options.max);
  return rest.length === 0 ? shown : [...shown, foldGroups(rest, options.length)];
}
