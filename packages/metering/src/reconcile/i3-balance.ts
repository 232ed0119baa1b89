import { hourRange, type Finding, type ReconciliationCheck } from './finding.ts';

interface Row {
  readonly organization_id: string;
  readonly subject: string;
  readonly expected: string;
  readonly actual: string;
}

/** What the customer owes for the hours, once from the entries and once from what is billed and shown. */
const BALANCES = `
  SELECT organization_id, 'balance of ' || organization_id AS subject, coalesce(sum(entries), 0)::text AS expected,
    coalesce(sum(balance), 0)::text AS actual
  FROM (
    SELECT organization_id, cost_nano_usd AS entries, NULL::int8 AS balance FROM usage_events
    WHERE occurred_at >= $1 AND occurred_at < $2
      AND event_id >= uuidv7_boundary($1::timestamptz - interval '1 minute')
      AND event_id < uuidv7_boundary($2::timestamptz + interval '1 minute')
    UNION ALL
    SELECT organization_id, cost_nano_usd, NULL FROM usage_corrections WHERE occurred_at >= $1 AND occurred_at < $2
    UNION ALL
    SELECT organization_id, NULL, cost_nano_usd FROM usage_rollups_hourly WHERE hour >= $1 AND hour < $2
  ) AS sides
  GROUP BY organization_id HAVING coalesce(sum(entries), 0) <> coalesce(sum(balance), 0)`;

/**
 * Every charge, computed again from its own tokens and the price it was admitted at, by PostgreSQL's numeric and not by the code
 * that computed it first. Divided half up: (2n + d) div 2d.
 */
const ENTRIES = `
  SELECT organization_id, 'charge of event ' || event_id AS subject, expected::text, cost_nano_usd::text AS actual
  FROM (
    SELECT e.organization_id, e.event_id, e.cost_nano_usd,
      CASE WHEN e.usage_source = 'none' THEN 0 ELSE div(
        2 * (10000 + e.markup_basis_points) * (
          e.input * coalesce(p.input, 0)::numeric
          + e.cached_input * coalesce(p.cached_input, p.input, 0)::numeric
          + e.cache_write_5m * coalesce(p.cache_write_5m, p.input, 0)::numeric
          + e.cache_write_1h * coalesce(p.cache_write_1h, p.input, 0)::numeric
          + e.audio_input * coalesce(p.audio_input, p.input, 0)::numeric
          + e.image_input * coalesce(p.image_input, p.input, 0)::numeric
          + e.output * coalesce(p.output, 0)::numeric
          + CASE WHEN p.reasoning IS NULL THEN 0
              ELSE least(e.reasoning, e.output) * (p.reasoning - coalesce(p.output, 0))::numeric END
          + e.audio_output * coalesce(p.audio_output, p.output, 0)::numeric
          + e.image_output * coalesce(p.image_output, p.output, 0)::numeric
          + e.units * coalesce(p.units, 0)::numeric
          + p.per_request * 1000000::numeric
        ) + 10000000000, 20000000000) END AS expected
    FROM usage_events e JOIN prices p ON p.id = e.price_id
    WHERE e.occurred_at >= $1 AND e.occurred_at < $2
      AND e.event_id >= uuidv7_boundary($1::timestamptz - interval '1 minute')
      AND e.event_id < uuidv7_boundary($2::timestamptz + interval '1 minute')
  ) AS charges
  WHERE expected <> cost_nano_usd
  LIMIT 1000`;

/** I3: the balance is the sum of its entries, and each entry is what its own figures say. */
export const balanceIsSum: ReconciliationCheck = {
  invariant: 'I3',
  async run(scope) {
    const { rows } = await scope.pool.query<Row>(`(${BALANCES}) UNION ALL (${ENTRIES})`, hourRange(scope));
    const findings = rows.map((row): Finding => ({
      invariant: 'I3',
      organizationId: row.organization_id,
      subject: row.subject,
      expected: `${row.expected} nano-USD`,
      actual: `${row.actual} nano-USD`,
    }));
    const counted = await scope.pool.query<{ n: bigint }>(
      'SELECT count(DISTINCT organization_id) AS n FROM usage_rollups_hourly WHERE hour >= $1 AND hour < $2',
      hourRange(scope),
    );
    return { checked: Number(counted.rows[0]?.n ?? 0), findings };
  },
};
