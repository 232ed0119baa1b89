import type pg from 'pg';

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'I8' | 'I9';

/** One place where an invariant does not hold. */
export interface Finding {
  readonly invariant: Invariant;
  /** Null where it cannot be told whose it is. */
  readonly organizationId: string | null;
  /** Names the place, the same in every run: findings are told apart by it. */
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
}

export interface ReconcileScope {
  readonly pool: pg.Pool;
  /** Hours from here on are compared; the start of an hour. */
  readonly fromMs: number;
  readonly nowMs: number;
  /** The journals on this machine, or null where there are none. */
  readonly journalDirectory: string | null;
}

/** Checks one invariant. Reads only, and reads what it compares in one statement, so that work in progress is never a finding. */
export interface ReconciliationCheck {
  readonly invariant: Invariant;
  /** Answers what is broken and how many things it looked at. */
  run(scope: ReconcileScope): Promise<CheckResult>;
}

export interface CheckResult {
  readonly checked: number;
  readonly findings: readonly Finding[];
}

/** The hours of a scope as parameters $1 and $2; open events of the current hour are in both sides of a comparison. */
export function hourRange(scope: ReconcileScope): [from: string, to: string] {
  return [new Date(scope.fromMs).toISOString(), new Date(scope.nowMs + 3_600_000).toISOString()];
}
