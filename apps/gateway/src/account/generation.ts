import { ModelHubError } from '@modelhub/core/errors';
import { decimalFromNanoUsd } from '@modelhub/core/money';
import { completionTokens, promptTokens, TOKEN_COMPONENTS, type TokenUsage } from '@modelhub/core/token-usage';
import { shownDecision } from '@modelhub/metering/kept-decision';
import { exactNumber } from '@modelhub/providers/exact-json';
import type pg from 'pg';

const GENERATION_ID = /^gen_([\da-f]{8})([\da-f]{4})(7[\da-f]{3})([89ab][\da-f]{3})([\da-f]{12})$/;
/** An event is in the ledger about a second after its end. */
const SHIPPING_MS = 10_000;
const RETRY_MS = 200;
const WAIT_MAX_MS = 3_000;

type Row = Readonly<Record<string, unknown>> & { readonly cost_nano_usd: string; readonly corrected_nano_usd: string };

/** What a request cost, where it ran and how: `GET /v1/generation`. A request that has just ended is waited for. Throws a 404 for anybody else's. */
export async function generationOf(
  pool: pg.Pool,
  asked: { readonly id: unknown; readonly organizationId: string; readonly nowMs: () => number },
): Promise<object> {
  const { id, organizationId, nowMs } = asked;
  const parts = typeof id === 'string' ? GENERATION_ID.exec(id) : null;
  if (parts === null) throw new ModelHubError('invalid_value', { message: 'id must be a generation id, as it came in x-generation-id.', param: 'id' });
  const eventId = parts.slice(1).join('-');
  const startedAtMs = nowMs();
  const openedAtMs = Number.parseInt(`${parts[1]}${parts[2]}`, 16);
  for (;;) {
    const row = await read(pool, organizationId, eventId);
    if (row !== undefined) return describe(id as string, row);
    const isRecent = startedAtMs - openedAtMs < SHIPPING_MS;
    if (!isRecent || nowMs() - startedAtMs > WAIT_MAX_MS) {
      throw new ModelHubError('not_found', { message: `There is no generation ${String(id)}, or it has not ended yet.`, param: 'id' });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function read(pool: pg.Pool, organizationId: string, eventId: string): Promise<Row | undefined> {
  const { rows } = await pool.query<Row>(
    `SELECT e.*, e.cost_nano_usd::text AS cost_nano_usd,
       (SELECT d.document FROM request_decisions d WHERE d.organization_id = $1 AND d.event_id = $2) AS decision,
       (SELECT coalesce(sum(c.cost_nano_usd), 0)::text FROM usage_corrections c WHERE c.organization_id = $1 AND c.event_id = $2) AS corrected_nano_usd
     FROM usage_events e WHERE e.organization_id = $1 AND e.event_id = $2`,
    [organizationId, eventId],
  );
  return rows[0];
}

function describe(id: string, row: Row): object {
  const usage = Object.fromEntries(TOKEN_COMPONENTS.map((component) => [component, Number(row[snakeCase(component)])])) as unknown as TokenUsage;
  return {
    id,
    request_id: row['request_id'],
    created_at: (row['occurred_at'] as Date).toISOString(),
    surface: row['surface'],
    streamed: row['stream'],
    requested_model: row['requested_model'],
    model: row['model'],
    provider_name: row['provider'],
    endpoint: row['endpoint_id'],
    service_tier: row['service_tier'],
    price_id: row['price_id'],
    total_cost: exactNumber(decimalFromNanoUsd(BigInt(row.cost_nano_usd) + BigInt(row.corrected_nano_usd))),
    outcome: row['outcome'],
    cancelled: row['outcome'] === 'cancelled',
    usage_source: row['usage_source'],
    is_estimated: row['usage_source'] !== 'provider' && row['usage_source'] !== 'none',
    status_code: row['status_code'],
    error_code: row['error_code'],
    finish_reason: row['finish_reason'],
    tokens_prompt: promptTokens(usage),
    tokens_completion: completionTokens(usage),
    // Each component as it is priced: none is contained in another, but for reasoning, which is part of the output.
    usage: Object.fromEntries(TOKEN_COMPONENTS.map((component) => [snakeCase(component), usage[component]])),
    attempts: row['attempts'],
    latency: row['time_to_first_ms'] ?? row['duration_ms'],
    generation_time: row['duration_ms'],
    overhead_us: row['overhead_us'],
    provider_request_id: row['provider_request_id'],
    // Kept for some weeks; its attempts are those that are counted above, and what was found out before anything was sent.
    decision: shownDecision(row['decision']),
  };
}

/** `cacheWrite5m` is `cache_write_5m`. */
function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]+|\d+/g, (part) => `_${part.toLowerCase()}`);
}
