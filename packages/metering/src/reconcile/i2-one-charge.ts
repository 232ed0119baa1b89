import { hourRange, type Finding, type ReconciliationCheck } from './finding.ts';

interface Row {
  readonly organization_id: string;
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
}

const DUPLICATES = `
  SELECT min(organization_id) AS organization_id, 'event ' || event_id AS subject, 'one charge' AS expected,
    count(*) || ' charges, of ' || string_agg(organization_id, ', ' ORDER BY organization_id) AS actual
  FROM usage_events
  WHERE event_id >= uuidv7_boundary($1::timestamptz) AND event_id < uuidv7_boundary($2::timestamptz)
  GROUP BY event_id HAVING count(*) > 1`;

const ORPHANED_CORRECTIONS = `
  SELECT c.organization_id, 'correction ' || c.id AS subject, 'refers to an event, with its place in the books' AS expected,
    CASE WHEN e.event_id IS NULL THEN 'there is no event ' || c.event_id ELSE 'differs from event ' || c.event_id END AS actual
  FROM usage_corrections c
  LEFT JOIN usage_events e ON e.organization_id = c.organization_id AND e.event_id = c.event_id
  WHERE c.occurred_at >= $1 AND c.occurred_at < $2
    AND (e.event_id IS NULL OR (e.occurred_at, e.project_id, e.key_id, e.model, e.provider)
      IS DISTINCT FROM (c.occurred_at, c.project_id, c.key_id, c.model, c.provider))`;

const BELOW_ZERO = `
  SELECT c.organization_id, 'event ' || c.event_id AS subject, 'not below zero' AS expected,
    (min(e.cost_nano_usd) + sum(c.cost_nano_usd))::text || ' nano-USD' AS actual
  FROM usage_corrections c
  JOIN usage_events e ON e.organization_id = c.organization_id AND e.event_id = c.event_id
  WHERE c.occurred_at >= $1 AND c.occurred_at < $2
  GROUP BY c.organization_id, c.event_id HAVING min(e.cost_nano_usd) + sum(c.cost_nano_usd) < 0`;

/** I2: one ledger charge for each event id, and corrections refer to one. */
export const oneCharge: ReconciliationCheck = {
  invariant: 'I2',
  async run(scope) {
    const { rows } = await scope.pool.query<Row>(`(${DUPLICATES}) UNION ALL (${ORPHANED_CORRECTIONS}) UNION ALL (${BELOW_ZERO})`, hourRange(scope));
    const findings = rows.map((row): Finding => ({
      invariant: 'I2',
      organizationId: row.organization_id,
      subject: row.subject,
      expected: row.expected,
      actual: row.actual,
    }));
    const counted = await scope.pool.query<{ n: bigint }>(
      'SELECT count(*) AS n FROM usage_events WHERE event_id >= uuidv7_boundary($1::timestamptz) AND event_id < uuidv7_boundary($2::timestamptz)',
      hourRange(scope),
    );
    return { checked: Number(counted.rows[0]?.n ?? 0), findings };
  },
};
