import type { Sample } from '../soak/sampler.ts';
import { lineChart, type LineChart, type Series } from './line-chart.ts';

/** The pictures of a soak, by the names of their files. */
export function soakPlots(samples: readonly Sample[]): Readonly<Record<string, string>> {
  const series = (name: string, of: (sample: Sample) => number | null): Series => ({
    name,
    points: samples.flatMap((sample) => {
      const y = of(sample);
      return y === null ? [] : [{ x: sample.atSeconds / 60, y }];
    }),
  });
  const chart = (options: Omit<LineChart, 'xLabel'>): string => lineChart({ ...options, xLabel: 'minutes' });
  return {
    'soak-memory.svg': chart({
      title: 'Memory of the gateway',
      yLabel: 'MB',
      series: [
        series('resident', ({ residentMb }) => residentMb),
        series('heap in use', ({ heapUsedMb }) => heapUsedMb),
        series('outside of the heap', ({ externalMb }) => externalMb),
      ],
    }),
    'soak-latency.svg': chart({
      title: 'Latency that the gateway adds, and what the machine does to both sides',
      yLabel: 'ms',
      isLogarithmic: true,
      series: [
        series('added, p50', ({ addedMsP50 }) => addedMsP50),
        series('added, p99', ({ addedMsP99 }) => addedMsP99),
        series('event loop, p50', ({ loopDelayMsP50 }) => loopDelayMsP50),
        series('campaign’s own loop, p50', ({ ownDelayMsP50 }) => ownDelayMsP50),
      ],
    }),
    'soak-load.svg': chart({
      title: 'Requests under way, descriptors, and the journal on disk',
      yLabel: 'number, 100 KB',
      series: [
        series('under way', ({ inFlight }) => inFlight),
        series('descriptors', ({ descriptors }) => descriptors),
        series('journal, in 100 KB', ({ journalMb }) => journalMb * 10),
      ],
    }),
  };
}
