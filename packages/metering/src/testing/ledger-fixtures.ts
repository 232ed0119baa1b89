import pg from 'pg';
import { TEST_PRICE } from './usage-event-fixtures.ts';

/** Organizations `org_<letter>`, each with a project and a key, and the price that the event fixtures use. */
export async function seedTenants(ownerUrl: string, letters: readonly string[]): Promise<void> {
  const client = new pg.Client(ownerUrl);
  await client.connect();
  try {
    for (const letter of letters) {
      await client.query(`INSERT INTO organizations (id, name, slug, updated_at) VALUES ($1, $1, $1, now())`, [`org_${letter}`]);
      await client.query(`INSERT INTO projects (id, organization_id, name) VALUES ($1, $2, 'Default')`, [`prj_${letter}`, `org_${letter}`]);
      await client.query(
        `INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four)
         VALUES ($1, $2, $3, 'k', $1, 'p', 'l')`,
        [`key_${letter}`, `org_${letter}`, `prj_${letter}`],
      );
    }
    const price = TEST_PRICE.nanoUsdPerMillionTokens;
    await client.query(
      `INSERT INTO prices (id, model, endpoint_id, provider, effective_from, input, cached_input, output, units, unit)
       VALUES ($1, 'openai/gpt-4o', 'openai/gpt-4o', 'openai', $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING`,
      [TEST_PRICE.id, TEST_PRICE.effectiveFrom, price.input, price.cachedInput, price.output, price.units, TEST_PRICE.unit],
    );
  } finally {
    await client.end();
  }
}

/** The ledger, the rollup and the outbox in total: what has to agree. */
export async function ledgerTotals(client: pg.ClientBase | pg.Pool) {
  const { rows } = await client.query<{
    events: bigint;
    cost: bigint;
    rolledRequests: bigint;
    rolledCost: bigint;
    rolledOutput: bigint;
    output: bigint;
    dirty: bigint;
    quarantined: bigint;
    corrections: bigint;
  }>(`
    SELECT (SELECT count(*) FROM usage_events) AS events,
      ((SELECT coalesce(sum(cost_nano_usd), 0) FROM usage_events)
        + (SELECT coalesce(sum(cost_nano_usd), 0) FROM usage_corrections))::int8 AS cost,
      (SELECT coalesce(sum(output), 0)::int8 FROM usage_events) AS output,
      (SELECT coalesce(sum(requests), 0)::int8 FROM usage_rollups_hourly) AS "rolledRequests",
      (SELECT coalesce(sum(cost_nano_usd), 0)::int8 FROM usage_rollups_hourly) AS "rolledCost",
      (SELECT coalesce(sum(output), 0)::int8 FROM usage_rollups_hourly) AS "rolledOutput",
      (SELECT coalesce(sum(dirty_version), 0)::int8 FROM stripe_outbox) AS dirty,
      (SELECT count(*) FROM usage_quarantine) AS quarantined,
      (SELECT count(*) FROM usage_corrections) AS corrections`);
  const totals = rows[0];
  if (totals === undefined) throw new Error('an aggregate always has a row');
  return totals;
}
