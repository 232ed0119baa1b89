import { ModelHubError } from '@modelhub/core/errors';
import { withTenantConnection } from '@modelhub/db/tenant';
import type { Logger } from '@modelhub/observability/logger';
import type pg from 'pg';
import { ABANDON, CANCEL, CHAIN, FIND, FIND_ITEMS, FINISH, INSERT, KEEP, REMOVE, RENEW, START } from './response-sql.ts';
import type { ResponseEnd, ResponseOwner, StoredResponse } from './stored-response.ts';
import { WriteQueue, type QueuedRow } from './write-queue.ts';

/** A gateway that was killed leaves its answers to whoever looks at them that long after its last word. */
export const LEASE_SECONDS = 60;
/** Who asks for a response that is being written waits no longer for that. */
const WAIT_MS = 3_000;
/** The end of a response in the background is tried again when the database did not take it; later its lease is over. */
const END_RETRIES = 5;
const END_RETRY_MS = 1_000;
/** An answer may be written by another gateway a moment after its client had it: one as young as this is looked for again. */
const YOUNG_MS = 5_000;
const LOOK_AGAIN_MS = 100;
const LOOKS_MAX = 5;
/** What ids look like that were made here; nothing else is asked for. */
const RESPONSE_ID = /^resp_[0-9a-f]{32}$/;
const ITEM_ID = /^[\w.:-]{1,200}$/;

interface Row {
  readonly id: string;
  readonly status: StoredResponse['status'];
  readonly background: boolean;
  readonly previous_response_id: string | null;
  readonly input: string;
  readonly body: string;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly is_abandoned: boolean;
}

interface KeptRow extends QueuedRow {
  readonly columns: readonly unknown[];
}

/** The columns of `KEEP` that differ from row to row, by their place. */
const KEPT_COLUMNS = Array.from({ length: 11 }, (_, column) => column);

/** Responses in PostgreSQL. Every question is asked for one tenant, and row-level security sees to it as well. */
export class ResponseStore {
  readonly #pool: pg.Pool;
  readonly #gatewayId: string;
  readonly #logger: Logger;
  /** Writes under way, by response. Who asks for one of these waits for it. */
  readonly #pending = new Map<string, Promise<void>>();
  readonly #queue: WriteQueue<KeptRow>;
  #isClosing = false;

  constructor(options: { readonly pool: pg.Pool; readonly gatewayId: string; readonly logger: Logger }) {
    this.#pool = options.pool;
    this.#gatewayId = options.gatewayId;
    this.#logger = options.logger;
    this.#queue = new WriteQueue(async (rows) => {
      const columns = KEPT_COLUMNS.map((column) => rows.map((row) => row.columns[column]));
      await this.#pool.query(KEEP, [...columns, this.#gatewayId]);
    }, options.logger);
  }

  /** Keeps a complete response beside its answer. One that cannot be written is lost, which the log says; the answer is not. */
  keep(owner: ResponseOwner, response: StoredResponse, itemIds: readonly string[]): void {
    const { id, status, isBackground, previousResponseId, input, body } = response;
    const { code, message } = errorColumns(response.error);
    const ids = itemIds.filter((itemId) => ITEM_ID.test(itemId)).join(' ');
    const columns = [owner.organizationId, id, owner.projectId, status, isBackground, previousResponseId, input, body, code, message, ids];
    this.#track(keyOf(owner, id), this.#queue.add({ id, bytes: input.length + body.length, columns }));
  }

  /** Opens a response that is made while nobody waits. Rejects when it cannot be kept. */
  async open(owner: ResponseOwner, response: StoredResponse): Promise<void> {
    const { id, status, isBackground, previousResponseId, input, body } = response;
    const columns = [owner.organizationId, id, owner.projectId, status, isBackground, previousResponseId, input, body, null, null, [], this.#gatewayId];
    await this.#query(owner, INSERT, [...columns, LEASE_SECONDS]);
  }

  start(owner: ResponseOwner, id: string): void {
    this.#beside(owner, id, async () => void (await this.#query(owner, START, [owner.organizationId, id])));
  }

  /** Ends an open response, unless somebody has ended it before. */
  finish(owner: ResponseOwner, id: string, end: ResponseEnd): void {
    const { code, message } = errorColumns(end.error);
    const parameters = [owner.organizationId, id, end.status, end.body, code, message, end.itemIds.filter((itemId) => ITEM_ID.test(itemId))];
    this.#beside(owner, id, async () => void (await this.#query(owner, FINISH, parameters)));
  }

  async find(owner: ResponseOwner, id: string): Promise<StoredResponse | null> {
    if (!RESPONSE_ID.test(id)) return null;
    await this.#written(keyOf(owner, id));
    for (let look = 1; ; look += 1) {
      const [row] = await this.#query(owner, FIND, [owner.organizationId, owner.projectId, id]);
      if (row !== undefined) return row.is_abandoned ? this.#abandon(owner, id) : toResponse(row);
      if (look >= LOOKS_MAX || !isYoung(id)) return null;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** The response and those before it, the oldest first: of a chain of which a part is gone, or that holds more than `bytesMax`, the end of it. */
  async chain(owner: ResponseOwner, id: string, bytesMax: number): Promise<StoredResponse[]> {
    const last = await this.find(owner, id);
    if (last === null) return [];
    if (last.previousResponseId === null) return [last];
    // Those before it were waited for when it was made.
    return (await this.#query(owner, CHAIN, [owner.organizationId, owner.projectId, id, bytesMax])).map(toResponse);
  }

  /** The responses whose output holds one of these items, as far as they fit into `bytesMax`. */
  async withItems(owner: ResponseOwner, itemIds: readonly string[], bytesMax: number): Promise<StoredResponse[]> {
    const own = [...this.#pending.keys()].filter((key) => key.startsWith(keyOf(owner, '')));
    await Promise.all(own.map((key) => this.#written(key)));
    return (await this.#query(owner, FIND_ITEMS, [owner.organizationId, owner.projectId, itemIds.filter((id) => ITEM_ID.test(id)), bytesMax])).map(toResponse);
  }

  /** Marks an open response as not wanted any more; the gateway that makes it hears of it. False when it was not open. */
  async cancel(owner: ResponseOwner, id: string): Promise<boolean> {
    return (await this.#query(owner, CANCEL, [owner.organizationId, owner.projectId, id])).length > 0;
  }

  async remove(owner: ResponseOwner, id: string): Promise<boolean> {
    await this.#written(keyOf(owner, id));
    return (await this.#query(owner, REMOVE, [owner.organizationId, owner.projectId, id])).length > 0;
  }

  /** Says that these are still being made; returns which of them are still wanted. */
  async renew(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const { rows } = await this.#pool.query<{ id: string }>(RENEW, [this.#gatewayId, ids, LEASE_SECONDS]);
    return new Set(rows.map(({ id }) => id));
  }

  /** Resolves when everything that was to be kept has been written. */
  async close(): Promise<void> {
    this.#isClosing = true;
    this.#queue.close();
    while (this.#pending.size > 0) await Promise.all(this.#pending.values());
  }

  /** Whoever made it is gone, and will not end it. */
  async #abandon(owner: ResponseOwner, id: string): Promise<StoredResponse | null> {
    await this.#query(owner, ABANDON, [owner.organizationId, id]);
    const [row] = await this.#query(owner, FIND, [owner.organizationId, owner.projectId, id]);
    return row === undefined ? null : toResponse(row);
  }

  /** One change of a response after the other, each tried some times. */
  #beside(owner: ResponseOwner, id: string, write: () => Promise<void>): void {
    const key = keyOf(owner, id);
    this.#track(
      key,
      (this.#pending.get(key) ?? Promise.resolve()).then(() => this.#persist(id, write)),
    );
  }

  async #persist(id: string, write: () => Promise<void>): Promise<void> {
    for (let retries = 0; ; retries += 1) {
      try {
        await write();
        return;
      } catch (error) {
        if (retries >= END_RETRIES || this.#isClosing) {
          this.#logger.error({ err: error, responseId: id }, 'what became of a response could not be written down');
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, END_RETRY_MS));
      }
    }
  }

  #track(key: string, write: Promise<void>): void {
    const written = write.finally(() => {
      if (this.#pending.get(key) === written) this.#pending.delete(key);
    });
    this.#pending.set(key, written);
  }

  /** Resolves when what is under way for this response has been written, or has taken too long. */
  async #written(key: string): Promise<void> {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS);
    });
    await Promise.race([pending, late]);
    clearTimeout(timer);
  }

  async #query({ organizationId }: ResponseOwner, sql: string, parameters: readonly unknown[]): Promise<Row[]> {
    try {
      const tenant = { organizationId, userId: null };
      return await withTenantConnection(this.#pool, tenant, async (client) => (await client.query<Row>(sql, [...parameters])).rows);
    } catch (error) {
      this.#logger.error({ err: error }, 'the store of responses cannot be asked');
      const message = 'Responses cannot be kept or looked up at the moment. Try again shortly, or send store: false and the whole conversation.';
      throw new ModelHubError('provider_unavailable', { message, cause: error, retryAfterMs: 1_000 });
    }
  }
}

function keyOf({ organizationId }: ResponseOwner, id: string): string {
  return `${organizationId} ${id}`;
}

/** Ids begin with the time at which they were made (UUIDv7). */
function isYoung(id: string): boolean {
  const madeAtMs = Number.parseInt(id.slice('resp_'.length, 'resp_'.length + 12), 16);
  return Math.abs(Date.now() - madeAtMs) < YOUNG_MS;
}

/** A provider's words may hold the one character that PostgreSQL does not take. */
function errorColumns(error: StoredResponse['error']): { readonly code: string | null; readonly message: string | null } {
  return error === null ? { code: null, message: null } : { code: error.code, message: error.message.replaceAll('\0', '') };
}

function toResponse(row: Row): StoredResponse {
  const { id, status, background: isBackground, previous_response_id: previousResponseId, input, body } = row;
  const error = row.error_code === null ? null : { code: row.error_code, message: row.error_message ?? '' };
  return { id, status, isBackground, previousResponseId, input, body, error };
}
