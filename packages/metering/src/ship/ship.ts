import { systemClock, type Clock } from '@modelhub/core/clock';
import type pg from 'pg';
import { listGateways } from '../journal/segments.ts';
import { FolderMemory } from './folder-memory.ts';
import { shipFolder, type FolderReport } from './ship-folder.ts';

export interface ShipOptions {
  readonly pool: pg.Pool;
  /** The journal directory: one folder for each gateway, lost ones included. */
  readonly directory: string;
  readonly clock?: Clock;
  /** Rows in one transaction; 1,000 by default. */
  readonly batchRows?: number;
}

export interface ShipReport extends FolderReport {
  readonly gateways: number;
  /** Folders that another worker is at. */
  readonly busy: number;
  /** Folders that failed; the others were shipped all the same. */
  readonly errors: readonly { readonly gatewayId: string; readonly error: Error }[];
}

const TOTALS = [
  'inserted',
  'duplicates',
  'corrected',
  'quarantined',
  'swept',
  'unpriced',
  'segmentsRemoved',
  'open',
] as const satisfies readonly (keyof FolderReport)[];

/**
 * Ships the journals of every gateway in a directory into the ledger. Keeps what it has read between passes; several of them,
 * in one process or many, do not get into each other's way.
 */
export class JournalShipper {
  readonly #options: Required<ShipOptions>;
  readonly #memories = new Map<string, FolderMemory>();

  constructor(options: ShipOptions) {
    this.#options = { clock: systemClock, batchRows: 1_000, ...options };
  }

  /** One pass. May be killed and run again at any point: the ledger is the same. */
  async ship(): Promise<ShipReport> {
    const { pool, directory } = this.#options;
    const gatewayIds = await listGateways(directory);
    const totals = { inserted: 0, duplicates: 0, corrected: 0, quarantined: 0, swept: 0, unpriced: 0, segmentsRemoved: 0, open: 0 };
    const errors: { gatewayId: string; error: Error }[] = [];
    let busy = 0;
    for (const gatewayId of gatewayIds) {
      try {
        const report = await withFolderTurn(pool, gatewayId, () => this.#shipFolder(gatewayId));
        if (report === 'busy') busy += 1;
        else for (const name of TOTALS) totals[name] += report[name];
      } catch (error) {
        errors.push({ gatewayId, error: error instanceof Error ? error : new Error(String(error)) });
      }
    }
    return { ...totals, gateways: gatewayIds.length, busy, errors };
  }

  async #shipFolder(gatewayId: string): Promise<FolderReport> {
    const { pool, directory, clock, batchRows } = this.#options;
    const memory = this.#memories.get(gatewayId) ?? new FolderMemory();
    this.#memories.set(gatewayId, memory);
    return shipFolder({ pool, directory, gatewayId, memory, nowMs: clock.nowMs(), batchRows });
  }
}

/** One pass without a memory: reads every segment that is still there. */
export function shipJournals(options: ShipOptions): Promise<ShipReport> {
  return new JournalShipper(options).ship();
}

/**
 * Runs `fn` while no other worker is at that gateway's folder. The lock belongs to the connection, so that it ends with the
 * worker, however that ends.
 */
async function withFolderTurn<T>(pool: pg.Pool, gatewayId: string, fn: () => Promise<T>): Promise<T | 'busy'> {
  const client = await pool.connect();
  let broken = true;
  try {
    const { rows } = await client.query<{ taken: boolean }>(`SELECT pg_try_advisory_lock(hashtextextended('journal ' || $1, 0)) AS taken`, [gatewayId]);
    if (rows[0]?.taken !== true) {
      broken = false;
      return 'busy';
    }
    try {
      return await fn();
    } finally {
      await client.query(`SELECT pg_advisory_unlock(hashtextextended('journal ' || $1, 0))`, [gatewayId]);
      broken = false;
    }
  } finally {
    // A connection that may still hold the lock is closed rather than returned.
    client.release(broken);
  }
}
