import { hourStartMs } from '@modelhub/core/clock';
import { newId } from '@modelhub/core/ids';
import { TOKEN_COMPONENTS, type TokenUsage } from '@modelhub/core/token-usage';
import type pg from 'pg';
import { addToRollup, USAGE_COLUMNS, zeroMeasures } from './rollup.ts';

export interface Correction {
  readonly organizationId: string;
  /** The event that this is a later truth about. */
  readonly eventId: string;
  /** A short name such as `provider_usage`: one correction of each reason for an event. */
  readonly reason: string;
  /** Signed differences; a component that is not named does not change. */
  readonly usageDelta: Partial<TokenUsage>;
  /** Signed. */
  readonly costNanoUsd: bigint;
}

export type CorrectionResult =
  | { readonly kind: 'recorded'; readonly id: string }
  /** That event has a correction for that reason. */
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'unknown-event' };

interface CorrectedEvent {
  readonly occurred_at: Date;
  readonly project_id: string;
  readonly key_id: string;
  readonly model: string;
  readonly provider: string;
  readonly total: bigint;
}

const FIND_EVENT = `
  SELECT e.occurred_at, e.project_id, e.key_id, e.model, e.provider,
    (e.cost_nano_usd + coalesce((SELECT sum(c.cost_nano_usd) FROM usage_corrections c
      WHERE c.organization_id = e.organization_id AND c.event_id = e.event_id), 0))::int8 AS total
  FROM usage_events e WHERE e.organization_id = $1 AND e.event_id = $2`;

const INSERT_CORRECTION = `
  INSERT INTO usage_corrections (id, organization_id, event_id, occurred_at, project_id, key_id, model, provider, reason,
    usage_delta, cost_nano_usd)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
  ON CONFLICT (organization_id, event_id, reason) DO NOTHING`;

/**
 * Adds a correcting entry to the ledger, which never changes a charge itself. Entry, rollup and the mark for the push belong to
 * the caller's transaction; the hour is that of the corrected event. Throws a RangeError when the event would end below zero.
 */
export async function recordCorrection(client: pg.ClientBase, correction: Correction): Promise<CorrectionResult> {
  const { organizationId, eventId, reason } = correction;
  const { rows } = await client.query<CorrectedEvent>(FIND_EVENT, [organizationId, eventId]);
  const event = rows[0];
  if (event === undefined) return { kind: 'unknown-event' };
  if (BigInt(event.total) + correction.costNanoUsd < 0n) {
    throw new RangeError(`a correction of ${correction.costNanoUsd} nano-USD would bring event ${eventId} below zero`);
  }
  const id = newId('correction');
  const { rowCount } = await client.query(INSERT_CORRECTION, [
    id,
    organizationId,
    eventId,
    event.occurred_at,
    event.project_id,
    event.key_id,
    event.model,
    event.provider,
    reason,
    JSON.stringify(correction.usageDelta),
    correction.costNanoUsd.toString(),
  ]);
  if (rowCount === 0) return { kind: 'duplicate' };
  const measures = zeroMeasures();
  measures.cost_nano_usd = correction.costNanoUsd;
  for (const component of TOKEN_COMPONENTS) {
    measures[USAGE_COLUMNS[component]] = BigInt(correction.usageDelta[component] ?? 0);
  }
  await addToRollup(client, [
    {
      organizationId,
      hourMs: hourStartMs(event.occurred_at.getTime()),
      projectId: event.project_id,
      keyId: event.key_id,
      model: event.model,
      provider: event.provider,
      measures,
    },
  ]);
  return { kind: 'recorded', id };
}
