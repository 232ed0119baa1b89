import pg from 'pg';
import { parseInvalidation } from './invalidation-event.ts';
import { ListenerSet } from './listener-set.ts';
import type { Invalidation, InvalidationBus } from './shared-state.ts';
import { SupervisedConnection, type Subscription } from './supervised-connection.ts';

/** The channel that the database's own triggers notify on. */
const CHANNEL = 'modelhub_invalidation';
const CONNECT_TIMEOUT_MS = 3_000;

interface PostgresSubscription extends Subscription {
  readonly client: pg.Client;
}

/** Announcements by LISTEN and NOTIFY on a connection of its own. */
export class PostgresInvalidations implements InvalidationBus {
  readonly #databaseUrl: string;
  readonly #listeners = new ListenerSet<Invalidation>();
  readonly #reconnects = new ListenerSet<void>();
  readonly #connection: SupervisedConnection;

  /** `databaseUrl` says under which role, by its `options`. */
  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl;
    this.#connection = new SupervisedConnection(
      () => this.#connect(),
      () => this.#reconnects.emit(),
    );
  }

  get isConnected(): boolean {
    return this.#connection.isProven;
  }

  subscribe(listener: (event: Invalidation) => void): void {
    this.#listeners.add(listener);
  }

  onReconnect(listener: () => void): void {
    this.#reconnects.add(listener);
  }

  /** Throws while there is no connection; changes made through SQL are announced by the database itself. */
  async publish(event: Invalidation): Promise<void> {
    const current = this.#connection.current as PostgresSubscription | null;
    if (current === null) throw new Error('announcements cannot be made: the database is not connected');
    await current.client.query('SELECT pg_notify($1, $2)', [CHANNEL, JSON.stringify({ kind: event.kind, id: event.id })]);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #connect(): Promise<PostgresSubscription> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      application_name: 'modelhub invalidations',
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
    });
    const over = new AbortController();
    client.once('end', () => over.abort());
    // Without a listener a broken connection would end the program.
    client.on('error', () => over.abort());
    client.on('notification', ({ payload }) => {
      const event = parseInvalidation(payload ?? '');
      if (event !== null) this.#listeners.emit(event);
    });
    const destroy = (): void => void client.end().catch(() => {});
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      destroy();
      throw error;
    }
    return { client, ended: over.signal, destroy, probe: async () => void (await client.query('SELECT 1')) };
  }
}
