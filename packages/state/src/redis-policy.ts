import type { RedisCommands } from './redis-commands.ts';
import { StoreUnavailableError } from './shared-state.ts';

/** A start waits for Redis that long. */
const FIRST_ANSWER_MS = 3_000;

/**
 * What is wrong with the way Redis treats keys when its memory is full, or null. A Redis that does not answer in time is looked at as
 * soon as it does, and a problem then is a warning of the process.
 */
export async function evictionProblem(commands: RedisCommands): Promise<string | null> {
  const first = Promise.withResolvers<string | null>();
  const timer = setTimeout(() => first.resolve(null), FIRST_ANSWER_MS);
  let isWaitedFor = true;
  commands.onReady(() => {
    readProblem(commands).then(
      (problem) => {
        if (isWaitedFor) first.resolve(problem);
        else if (problem !== null) process.emitWarning(problem);
      },
      (error: unknown) => {
        // The connection is gone again; the next one is looked at.
        if (!(error instanceof StoreUnavailableError)) first.reject(error);
      },
    );
  });
  try {
    return await first.promise;
  } finally {
    isWaitedFor = false;
    clearTimeout(timer);
  }
}

async function readProblem(commands: RedisCommands): Promise<string | null> {
  // CONFIG is closed on managed servers; INFO is not.
  const info = await commands.run((redis) => redis.info('memory'));
  const policy = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
  if (policy === undefined || policy === 'noeviction') return null;
  return `Redis has maxmemory-policy ${policy} and may forget limits when it is full: set it to noeviction`;
}
