export interface ProcessIdentity {
  readonly pid: number;
  readonly start: string | undefined;
}

/** What tells the process `pid` from any other that ever had this id; undefined when there is none, or only its remains. */
export function startOf(pid: number): string | undefined;

/** True while the very process that `{ pid, start }` was noted of is alive. */
export function isSameProcess(identity: ProcessIdentity): boolean;
