import { newId } from '@modelhub/core/ids';
import type pg from 'pg';

/** A journal record that cannot become a ledger row, for a person to look at. */
export interface QuarantinedRecord {
  readonly gatewayId: string;
  readonly segment: string;
  /** Byte offset in the segment. */
  readonly offset: number;
  readonly payload: string;
  readonly reason: string;
}

const INSERT_QUARANTINE = `
  INSERT INTO usage_quarantine (id, gateway_id, segment, "offset", payload, reason)
  SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::int8[], $5::text[], $6::text[])
  ON CONFLICT (gateway_id, segment, "offset") DO NOTHING`;

/** Stores records apart; one that is there already changes nothing. Answers how many were new. */
export async function quarantine(pool: pg.Pool, records: readonly QuarantinedRecord[]): Promise<number> {
  if (records.length === 0) return 0;
  const { rowCount } = await pool.query(INSERT_QUARANTINE, [
    records.map(() => `qua_${newId('outbox').slice(4)}`),
    records.map((record) => record.gatewayId),
    records.map((record) => record.segment),
    records.map((record) => String(record.offset)),
    // PostgreSQL's text takes no NUL, and a damaged line may hold any byte.
    records.map((record) => record.payload.replaceAll('\0', '\\0')),
    records.map((record) => record.reason.replaceAll('\0', '\\0').slice(0, 1_000)),
  ]);
  return rowCount ?? 0;
}
