/** A minute of a model with its counts. */
export interface ModelMinute {
  readonly model: string;
  readonly minuteMs: number;
  readonly eligible: number;
  readonly failed: number;
}

export interface IncidentRun {
  readonly model: string;
  readonly startedAtMs: number;
  /** The end of the last failing minute. */
  readonly endedAtMs: number;
  readonly eligible: number;
  readonly failed: number;
  /** The failing minutes, in order. */
  readonly minutes: readonly ModelMinute[];
}

const MINUTE_MS = 60_000;
/** Failing minutes that are this close belong to one incident. */
const GAP_MS_MAX = 5 * MINUTE_MS;

/** Runs of failing minutes by model, in the order of their start. `isFailing` decides about a minute. */
export function incidentRuns(minutes: readonly ModelMinute[], isFailing: (minute: ModelMinute) => boolean): IncidentRun[] {
  const failing = minutes.filter(isFailing).toSorted((a, b) => (a.model < b.model ? -1 : a.model > b.model ? 1 : a.minuteMs - b.minuteMs));
  const runs: ModelMinute[][] = [];
  for (const minute of failing) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const continues = last !== undefined && last.model === minute.model && minute.minuteMs - last.minuteMs <= GAP_MS_MAX;
    if (continues) run?.push(minute);
    else runs.push([minute]);
  }
  return runs.map(toIncident).toSorted((a, b) => a.startedAtMs - b.startedAtMs || (a.model < b.model ? -1 : 1));
}

function toIncident(minutes: ModelMinute[]): IncidentRun {
  const [first] = minutes;
  const last = minutes.at(-1);
  if (first === undefined || last === undefined) throw new Error('an incident has a minute');
  return {
    model: first.model,
    startedAtMs: first.minuteMs,
    endedAtMs: last.minuteMs + MINUTE_MS,
    eligible: minutes.reduce((sum, minute) => sum + minute.eligible, 0),
    failed: minutes.reduce((sum, minute) => sum + minute.failed, 0),
    minutes,
  };
}
