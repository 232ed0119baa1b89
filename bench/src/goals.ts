import { figureOf, MEASURES, toDigits, type Measure, type Result, type Table } from './report.ts';
import type { TargetName } from './running-target.ts';
import type { ScenarioName } from './scenarios.ts';

/** What planning a route took, see plan-route.ts. */
export interface PlanningCost {
  readonly candidates: number;
  readonly us: number;
}

interface Goal {
  readonly title: string;
  readonly atLeast: number;
  readonly aim: number;
  readonly unit: 'x' | 'us' | 'MB';
  readonly isBetterHigh?: boolean;
  readonly measured: (figures: Figures) => number | null;
  /** The same by CPU time, which holds where the machine did other work: the ratio of requests that one core has time for. */
  readonly byCpu?: (figures: Figures) => number | null;
}

/** What was measured in one run. */
interface Figures {
  readonly planning: PlanningCost | null;
  of(target: TargetName, scenario: ScenarioName, measure: Measure): number | null;
}

/** CPU time of another target for one of ours. */
const cpuAgainst =
  (target: TargetName, scenario: ScenarioName) =>
  ({ of }: Figures): number | null =>
    ratio(of(target, scenario, MEASURES.cpuPerRequest), of('modelhub', scenario, MEASURES.cpuPerRequest));
const requestsAgainst =
  (target: TargetName, scenario: ScenarioName) =>
  ({ of }: Figures): number | null =>
    ratio(of('modelhub', scenario, MEASURES.requests), of(target, scenario, MEASURES.requests));
const ADDED_P50: Measure = { ...MEASURES.p50, isAdded: true };

const GOALS: readonly Goal[] = [
  {
    title: 'requests/s against Portkey',
    atLeast: 18,
    aim: 28,
    unit: 'x',
    isBetterHigh: true,
    measured: requestsAgainst('portkey', 'saturation'),
    byCpu: cpuAgainst('portkey', 'saturation'),
  },
  {
    title: 'requests/s against Fastify and undici without any features',
    atLeast: 1.2,
    aim: 1.8,
    unit: 'x',
    isBetterHigh: true,
    measured: requestsAgainst('fastify-idiomatic', 'saturation'),
    byCpu: cpuAgainst('fastify-idiomatic', 'saturation'),
  },
  { title: 'CPU time of a request', atLeast: 125, aim: 80, unit: 'us', measured: ({ of }) => of('modelhub', 'saturation', MEASURES.cpuPerRequest) },
  {
    title: 'added p50 at a fixed rate against nginx',
    atLeast: 2,
    aim: 1.4,
    unit: 'x',
    measured: ({ of }) => ratio(of('modelhub', 'rate', ADDED_P50), of('nginx', 'rate', ADDED_P50)),
  },
  {
    title: 'CPU time of a piece at 1,000 streams against nginx',
    atLeast: 1.5,
    aim: 1.2,
    unit: 'x',
    measured: ({ of }) => ratio(of('modelhub', 'slow-streams', MEASURES.cpuPerPiece), of('nginx', 'slow-streams', MEASURES.cpuPerPiece)),
  },
  { title: 'memory at 1,000 streams', atLeast: 130, aim: 95, unit: 'MB', measured: ({ of }) => of('modelhub', 'slow-streams', MEASURES.memory) },
  {
    title: 'requests/s translated against passed through',
    atLeast: 0.6,
    aim: 0.8,
    unit: 'x',
    isBetterHigh: true,
    measured: ({ of }) => ratio(of('modelhub', 'translated', MEASURES.requests), of('modelhub', 'saturation', MEASURES.requests)),
    byCpu: ({ of }) => ratio(of('modelhub', 'saturation', MEASURES.cpuPerRequest), of('modelhub', 'translated', MEASURES.cpuPerRequest)),
  },
  {
    title: 'requests/s with prompts of 100 KB against a bare relay',
    atLeast: 0.7,
    aim: 0.9,
    unit: 'x',
    isBetterHigh: true,
    measured: requestsAgainst('node-http', 'long-prompt'),
    byCpu: cpuAgainst('node-http', 'long-prompt'),
  },
  { title: 'planning a route over 20 candidates', atLeast: 20, aim: 5, unit: 'us', measured: ({ planning }) => planning?.us ?? null },
];

/** The goals that were set for the gateway, and how far it is. Those of which a target or a scenario was left out say so. */
export function toGoals(results: readonly Result[], planning: PlanningCost | null): Table {
  const figures: Figures = { planning, of: (target, scenario, measure) => figureOf(results, { scenario, target, measure }) };
  const rows = GOALS.map((goal) => {
    const measured = goal.measured(figures);
    return [
      goal.title,
      shown(goal, goal.atLeast),
      shown(goal, goal.aim),
      measured === null ? '-' : shown(goal, measured),
      shownOrDash(goal, goal.byCpu?.(figures) ?? null),
      verdict(goal, measured),
    ];
  });
  return { title: 'goals', rows: [['', 'at least', 'aim', 'measured', 'by CPU time', ''], ...rows] };
}

function verdict({ atLeast, aim, isBetterHigh }: Goal, measured: number | null): string {
  if (measured === null) return 'not measured';
  const reaches = (limit: number): boolean => (isBetterHigh === true ? measured >= limit : measured <= limit);
  if (reaches(aim)) return 'aim reached';
  return reaches(atLeast) ? 'reached' : 'not reached';
}

function shownOrDash(goal: Goal, figure: number | null): string {
  return figure === null ? '-' : shown(goal, figure);
}

function shown({ unit }: Goal, figure: number): string {
  const digits = unit === 'x' && figure < 10 ? 2 : figure < 20 ? 1 : 0;
  return `${toDigits(figure, Number.isInteger(figure) ? 0 : digits)} ${unit}`;
}

function ratio(above: number | null, below: number | null): number | null {
  return above === null || below === null || below === 0 ? null : above / below;
}
