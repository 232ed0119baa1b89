import type pg from 'pg';
import { keptDecision } from '../kept-decision.ts';
import type { UsageEventSettled } from '../usage-event.ts';

/**
 * What the database would not take as JSON (a NUL, half of a surrogate pair) is left out rather than refused: an error here would cost the rows of the ledger
 * that are written in the same transaction.
 */
const INSERT_DECISIONS = `
  INSERT INTO request_decisions (organization_id, event_id, occurred_at, document)
  SELECT organization_id, event_id, occurred_at, document FROM (
    SELECT organization_id, event_id, occurred_at, CASE WHEN pg_input_is_valid(json, 'jsonb') THEN json::jsonb END AS document
    FROM unnest($1::text[], $2::uuid[], $3::timestamptz[], $4::text[]) AS told(organization_id, event_id, occurred_at, json)
  ) AS readable
  WHERE document IS NOT NULL
  ON CONFLICT DO NOTHING`;

/** Keeps the decisions of events that have just become rows of the ledger. Events without one, or with one that is too long, have none there. */
export async function keepDecisions(client: pg.ClientBase, inserted: readonly UsageEventSettled[]): Promise<void> {
  const kept: { readonly event: UsageEventSettled; readonly json: string }[] = [];
  for (const event of inserted) {
    const json = event.decision === null ? null : keptDecision(event.decision);
    if (json !== null) kept.push({ event, json });
  }
  if (kept.length === 0) return;
  await client.query(INSERT_DECISIONS, [
    kept.map(({ event }) => event.organizationId),
    kept.map(({ event }) => event.eventId),
    kept.map(({ event }) => new Date(event.openedAtMs).toISOString()),
    kept.map(({ json }) => json),
  ]);
}
