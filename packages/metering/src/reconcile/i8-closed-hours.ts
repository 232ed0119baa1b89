import { hourRange, type Finding, type ReconciliationCheck } from './finding.ts';

interface Row {
  readonly organization_id: string;
  readonly hour: Date;
  readonly expected: string;
  readonly actual: string;
}

/** Between the clocks of the worker that pushes and of PostgreSQL. */
const CLOCK_SLACK = `interval '5 seconds'`;

const NEVER_MARKED = `
  SELECT r.organization_id, r.hour, 'an outbox row' AS expected, 'usage that nobody pushes' AS actual
  FROM usage_rollups_hourly r
  WHERE r.hour >= $1 AND r.hour < $2
    AND NOT EXISTS (SELECT FROM stripe_outbox o WHERE o.organization_id = r.organization_id AND o.hour = r.hour)
  GROUP BY r.organization_id, r.hour`;

const IMPOSSIBLE_VERSION = `
  SELECT organization_id, hour, 'at most version ' || dirty_version AS expected, 'version ' || pushed_version || ' pushed' AS actual
  FROM stripe_outbox WHERE hour >= $1 AND hour < $2 AND pushed_version > dirty_version`;

const CHANGED_SILENTLY = `
  SELECT o.organization_id, o.hour, 'a new version for what came after the push' AS expected,
    'an entry of ' || to_char(max(l.at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') || ' without one' AS actual
  FROM stripe_outbox o
  JOIN LATERAL (
    SELECT max(e.recorded_at) AS at FROM usage_events e
    WHERE e.organization_id = o.organization_id AND e.occurred_at >= o.hour AND e.occurred_at < o.hour + interval '1 hour'
      AND e.event_id >= uuidv7_boundary($1::timestamptz - interval '1 minute')
      AND e.event_id < uuidv7_boundary($2::timestamptz + interval '1 minute')
    UNION ALL
    SELECT max(c.created_at) FROM usage_corrections c
    WHERE c.organization_id = o.organization_id AND c.occurred_at >= o.hour AND c.occurred_at < o.hour + interval '1 hour'
  ) AS l ON l.at > o.pushed_at + ${CLOCK_SLACK}
  WHERE o.hour >= $1 AND o.hour < $2 AND o.pushed_version = o.dirty_version AND o.pushed_version > 0
  GROUP BY o.organization_id, o.hour`;

/** I8: a closed hour changes only as a new version, which the push then sends. */
export const closedHoursAreVersioned: ReconciliationCheck = {
  invariant: 'I8',
  async run(scope) {
    const { rows } = await scope.pool.query<Row>(`(${NEVER_MARKED}) UNION ALL (${IMPOSSIBLE_VERSION}) UNION ALL (${CHANGED_SILENTLY})`, hourRange(scope));
    const findings = rows.map((row): Finding => ({
      invariant: 'I8',
      organizationId: row.organization_id,
      subject: `hour ${row.organization_id} ${row.hour.toISOString()}`,
      expected: row.expected,
      actual: row.actual,
    }));
    const counted = await scope.pool.query<{ n: bigint }>('SELECT count(*) AS n FROM stripe_outbox WHERE hour >= $1 AND hour < $2', hourRange(scope));
    return { checked: Number(counted.rows[0]?.n ?? 0), findings };
  },
};
