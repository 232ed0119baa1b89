import { toPlot, type Panel } from './plot.ts';
import { figureOf, MEASURES, toDigits, type Measure, type Result } from './report.ts';
import { SCENARIOS, type Scenario, type ScenarioName } from './scenarios.ts';

interface Drawn {
  readonly title: string;
  readonly measure: Measure;
}

/** What of a scenario is drawn: two or three measures, the rest is in its table. */
function drawnOf(scenario: Scenario): readonly Drawn[] {
  const cpu = { title: 'CPU time of a request, microseconds (less is better)', measure: MEASURES.cpuPerRequest };
  const memory = { title: 'resident memory, megabytes (less is better)', measure: MEASURES.memory };
  if (scenario.connections === 1 || scenario.isOpenLoop === true) {
    return [
      { title: 'added to the median latency, microseconds (less is better)', measure: { ...MEASURES.p50, isAdded: true } },
      { title: 'added to the 99th percentile, microseconds (less is better)', measure: { ...MEASURES.p99, isAdded: true } },
    ];
  }
  if (scenario.stream === undefined) return [{ title: 'requests a second on one core (more is better)', measure: MEASURES.requests }, cpu, memory];
  const piece = { title: 'CPU time of a piece, microseconds (less is better)', measure: MEASURES.cpuPerPiece };
  if (scenario.stream.gapMs === 0) return [piece, { title: 'first piece after, microseconds (median, less is better)', measure: MEASURES.first }];
  return [piece, { title: 'a piece is on its way for, microseconds (median, less is better)', measure: MEASURES.transit }, memory];
}

/** The plot of a scenario; null where too little was measured to compare. */
export function plotOf(results: readonly Result[], name: ScenarioName): string | null {
  const targets = results.filter(({ scenario, target }) => scenario === name && target !== 'direct').map(({ target }) => target);
  if (targets.length < 2) return null;
  const panels = drawnOf(SCENARIOS[name]).map(({ title, measure }): Panel => {
    const points = targets.flatMap((target) => {
      const value = figureOf(results, { scenario: name, target, measure });
      return value === null || value <= 0 ? [] : [{ label: target, value, text: toDigits(value, value < 100 ? 1 : 0), isOurs: target === 'modelhub' }];
    });
    return { title, points: points.toSorted((a, b) => (measure.isBetterHigh === true ? b.value - a.value : a.value - b.value)) };
  });
  return toPlot(`${name}: ${SCENARIOS[name].title}`, panels);
}
