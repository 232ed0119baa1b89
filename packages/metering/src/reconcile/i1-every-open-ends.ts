import path from 'node:path';
import { readRecords } from '../journal/reader.ts';
import { isMissing, listGateways, listSegments } from '../journal/segments.ts';
import { UnsettledEvents } from '../journal/unsettled-events.ts';
import { SWEEP_GRACE_MS } from '../ship/ship-folder.ts';
import type { CheckResult, Finding, ReconcileScope, ReconciliationCheck } from './finding.ts';

/** What the sweeper and the shipper get on top, since they come by once a second and may be restarting. */
const SWEEP_SLACK_MS = 60_000;
const SHIP_SLACK_MS = 600_000;

/** Organization and id of an event that has to be in the ledger by now, with what is wrong if it is not. */
interface Due {
  readonly organizationId: string;
  readonly eventId: string;
  readonly actual: string;
}

/**
 * I1: every open event ends exactly once, by its lease + 60 s. From the journals: what is overdue, or settled some time ago, has
 * to be in the ledger. From the quarantine: what could not be booked has no end either, until a person resolves it.
 */
export const everyOpenEnds: ReconciliationCheck = {
  invariant: 'I1',
  async run(scope) {
    const due = scope.journalDirectory === null ? [] : await dueInJournals(scope, scope.journalDirectory);
    const missing = await notInLedger(scope, due);
    const quarantined = await unresolvedQuarantine(scope);
    const findings = [
      ...missing.map(({ organizationId, eventId, actual }): Finding => ({
        invariant: 'I1',
        organizationId,
        subject: `event ${eventId}`,
        expected: 'one end in the ledger',
        actual,
      })),
      ...quarantined.findings,
    ];
    return { checked: due.length + quarantined.checked, findings };
  },
};

async function dueInJournals(scope: ReconcileScope, directory: string): Promise<Due[]> {
  const due: Due[] = [];
  for (const gatewayId of await listGateways(directory)) {
    const unsettled = new UnsettledEvents();
    for (const segment of await listSegments(path.join(directory, gatewayId))) {
      try {
        for await (const { record } of readRecords(segment.path)) {
          unsettled.add(record, segment.sequence);
          if (record.kind === 'settle' && record.event.settledAtMs < scope.nowMs - SHIP_SLACK_MS) {
            due.push({ ...idsOf(record.event), actual: 'settled in the journal, not in the ledger' });
          }
        }
      } catch (error) {
        // Shipped and removed since it was listed.
        if (!isMissing(error)) throw error;
      }
    }
    for (const { open } of unsettled.leaseEndedBefore(scope.nowMs - SWEEP_GRACE_MS - SWEEP_SLACK_MS)) {
      due.push({ ...idsOf(open), actual: 'open past its lease' });
    }
  }
  return due;
}

function idsOf(event: { readonly organizationId: string; readonly eventId: string }) {
  return { organizationId: event.organizationId, eventId: event.eventId };
}

async function notInLedger({ pool }: ReconcileScope, due: readonly Due[]): Promise<Due[]> {
  // Ids as text on both sides: a damaged one must not make the query fail.
  const { rows } = await pool.query<{ event_id: string }>(
    `SELECT d.event_id FROM unnest($1::text[], $2::text[]) AS d(organization_id, event_id)
     WHERE NOT EXISTS (
       SELECT FROM usage_events e WHERE e.organization_id = d.organization_id
         AND e.event_id = CASE WHEN pg_input_is_valid(d.event_id, 'uuid') THEN d.event_id::uuid END)
     AND NOT EXISTS (SELECT FROM usage_quarantine q WHERE q.payload LIKE '%' || d.event_id || '%')`,
    [due.map((event) => event.organizationId), due.map((event) => event.eventId)],
  );
  const missing = new Set(rows.map((row) => row.event_id));
  return due.filter((event) => missing.has(event.eventId));
}

async function unresolvedQuarantine({ pool }: ReconcileScope): Promise<CheckResult> {
  const { rows } = await pool.query<{ place: string; reason: string; organization_id: string | null }>(
    `SELECT q.gateway_id || '/' || q.segment || '@' || q."offset" AS place, q.reason,
       (SELECT o.id FROM organizations o WHERE q.payload LIKE '%"' || o.id || '"%' LIMIT 1) AS organization_id
     FROM usage_quarantine q WHERE q.resolved_at IS NULL ORDER BY q.created_at LIMIT 1000`,
  );
  const findings = rows.map((row): Finding => ({
    invariant: 'I1',
    organizationId: row.organization_id,
    subject: `quarantine ${row.place}`,
    expected: 'one end in the ledger',
    actual: row.reason,
  }));
  return { checked: rows.length, findings };
}
