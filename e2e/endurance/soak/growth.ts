import { quantile, theilSenSlope, type Point } from '../figures/statistics.ts';
import { atMost, told, type Finding } from '../verdict.ts';
import type { Sample } from './sampler.ts';

/** Memory between two collections says little; its lowest of that many seconds does. */
const FLOOR_SECONDS = 10;

interface Judged {
  readonly name: string;
  readonly unit: string;
  /** How much it may grow in the second half of the soak, by the robust slope of its samples. */
  readonly max: number;
  readonly of: (sample: Sample) => number | null;
  readonly isFloor?: boolean;
}

/** Bounds on times are wide, because the machine may get other work meanwhile: what slows down with each request goes past them in half an hour. */
const JUDGED: readonly Judged[] = [
  { name: 'heap in use, lowest of each 10 s', unit: 'MB', max: 4, of: ({ heapUsedMb }) => heapUsedMb, isFloor: true },
  { name: 'resident memory', unit: 'MB', max: 15, of: ({ residentMb }) => residentMb },
  { name: 'memory outside of the heap', unit: 'MB', max: 10, of: ({ externalMb }) => externalMb },
  { name: 'descriptors', unit: '', max: 20, of: ({ descriptors }) => descriptors },
  { name: 'requests under way', unit: '', max: 20, of: ({ inFlight }) => inFlight },
  { name: 'journal on disk', unit: 'MB', max: 20, of: ({ journalMb }) => journalMb },
  { name: 'event loop delay, p50', unit: 'ms', max: 5, of: ({ loopDelayMsP50 }) => loopDelayMsP50 },
  { name: 'added latency, p50', unit: 'ms', max: 20, of: ({ addedMsP50 }) => addedMsP50 },
];

/** The verdict on growth, figure by figure, with the medians of the second half. */
export function growthOf(samples: readonly Sample[]): Finding[] {
  const half = samples.slice(Math.floor(samples.length / 2));
  const spanSeconds = (half.at(-1)?.atSeconds ?? 0) - (half[0]?.atSeconds ?? 0);
  return JUDGED.flatMap(({ name, unit, max, of, isFloor = false }) => {
    const points = half.flatMap((sample): Point[] => {
      const y = of(sample);
      return y === null ? [] : [{ x: sample.atSeconds, y }];
    });
    const judged = isFloor ? floors(points) : points;
    const median = quantile(
      judged.map(({ y }) => y),
      0.5,
    );
    return [
      told(`${name}: median of the second half`, median, unit),
      atMost(`${name}: growth in the second half`, theilSenSlope(judged) * spanSeconds, max, unit),
    ];
  });
}

function floors(points: readonly Point[]): Point[] {
  const windows = Map.groupBy(points, ({ x }) => Math.floor(x / FLOOR_SECONDS));
  return [...windows.values()].map((window) => window.reduce((least, point) => (point.y < least.y ? point : least)));
}
