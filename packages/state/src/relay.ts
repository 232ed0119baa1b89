import { Announcer } from './announcer.ts';
import { PostgresInvalidations } from './postgres-invalidations.ts';

export interface InvalidationRelayOptions {
  /** With the role to listen under in its `options`. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
}

/**
 * Passes on to Redis what the database's triggers announce, so that gateways hear of every change by whatever path it was made. Any
 * number of relays may run: hearing twice does no harm. Connects in the background.
 */
export function startInvalidationRelay({ databaseUrl, redisUrl }: InvalidationRelayOptions): { close(): Promise<void> } {
  const announcer = new Announcer(redisUrl);
  const announcements = new PostgresInvalidations(databaseUrl);
  announcements.subscribe((event) => void announcer.announce(event));
  return {
    async close() {
      await announcements.close();
      await announcer.close();
    },
  };
}
