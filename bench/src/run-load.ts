import { createInterface } from 'node:readline';
import { LOAD_CORE, startPinned } from './pinned-process.ts';
import { cpuNs, residentMb } from './process-usage.ts';

export interface Quantiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
}

/** What the load generator prints, see native/load.c. */
export interface LoadFigures {
  readonly completed: number;
  readonly bad: number;
  readonly broken: number;
  readonly pieces: number;
  readonly seconds: number;
  readonly unsent: number;
  readonly latencyUs: Quantiles;
  readonly firstUs: Quantiles;
  readonly transitUs: Quantiles;
  readonly problem: string;
}

/** One measurement of one target. */
export interface Measurement {
  readonly load: LoadFigures;
  readonly requestsPerSecond: number;
  readonly piecesPerSecond: number;
  /** Null when the target is the mock upstream itself. */
  readonly cpuUsPerRequest: number | null;
  readonly cpuUsPerPiece: number | null;
  /** Part of one core that the target used. */
  readonly cpuShare: number | null;
  readonly residentMbPeak: number | null;
}

const SAMPLE_MS = 250;

/** Runs the load generator against a process and accounts for that process's CPU time and memory in exactly the measured span. */
export async function runLoad(load: { readonly program: string; readonly args: readonly string[] }, pid: number | null): Promise<Measurement> {
  const running = startPinned({ core: LOAD_CORE, ...load });
  const { stdout } = running.child;
  if (stdout === null) throw new Error('the load generator has no output');
  const usage = { startedAtMs: 0, endedAtMs: 0, cpuBefore: 0, cpuAfter: 0, peakMb: 0 };
  const sampler = setInterval(() => {
    if (pid !== null) usage.peakMb = Math.max(usage.peakMb, residentMb(pid));
  }, SAMPLE_MS);
  let figures: LoadFigures | null = null;
  try {
    for await (const line of createInterface({ input: stdout })) {
      if (line === 'measuring') {
        usage.startedAtMs = performance.now();
        usage.cpuBefore = pid === null ? 0 : cpuNs(pid);
      } else if (line === 'measured') {
        usage.endedAtMs = performance.now();
        usage.cpuAfter = pid === null ? 0 : cpuNs(pid);
      } else {
        figures = parseFigures(line);
      }
    }
  } finally {
    clearInterval(sampler);
    await running.stop();
  }
  if (figures === null) throw new Error('the load generator printed no figures');
  return toMeasurement(figures, pid === null ? null : { ...usage, cpuUs: (usage.cpuAfter - usage.cpuBefore) / 1_000 });
}

/** Throws on anything but the line of figures. */
export function parseFigures(line: string): LoadFigures {
  const figures = JSON.parse(line) as LoadFigures;
  if (typeof figures.completed !== 'number' || typeof figures.latencyUs?.p50 !== 'number') throw new Error(`the load generator printed: ${line}`);
  return figures;
}

interface Usage {
  readonly cpuUs: number;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  readonly peakMb: number;
}

export function toMeasurement(load: LoadFigures, usage: Usage | null): Measurement {
  const per = (count: number): number | null => (usage === null || count === 0 ? null : usage.cpuUs / count);
  return {
    load,
    requestsPerSecond: load.completed / load.seconds,
    piecesPerSecond: load.pieces / load.seconds,
    cpuUsPerRequest: per(load.completed),
    cpuUsPerPiece: per(load.pieces),
    cpuShare: usage === null ? null : usage.cpuUs / 1_000 / (usage.endedAtMs - usage.startedAtMs),
    residentMbPeak: usage === null ? null : usage.peakMb,
  };
}
