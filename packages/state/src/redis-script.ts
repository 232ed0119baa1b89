import { createHash } from 'node:crypto';
import type { RedisCommands } from './redis-commands.ts';

/** A Lua script, sent by its hash; in full where the server does not know it (yet, or any more). */
export class RedisScript {
  readonly #text: string;
  readonly #sha: string;

  constructor(...parts: readonly string[]) {
    this.#text = parts.join('');
    this.#sha = createHash('sha1').update(this.#text).digest('hex');
  }

  /** Rejects with `StoreUnavailableError` when the server cannot be asked. */
  run(commands: RedisCommands, keys: readonly string[], args: readonly (string | number)[]): Promise<unknown> {
    return commands.run(async (redis) => {
      try {
        return await redis.evalsha(this.#sha, keys.length, ...keys, ...args);
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return redis.eval(this.#text, keys.length, ...keys, ...args);
      }
    });
  }
}
