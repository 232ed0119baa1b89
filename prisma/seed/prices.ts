import { catalog } from '@modelhub/catalog/catalog';
import type { TokenComponent } from '@modelhub/core/token-usage';
import type pg from 'pg';

const COMPONENT_COLUMNS = {
  input: 'input',
  cachedInput: 'cached_input',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  output: 'output',
  reasoning: 'reasoning',
  audioInput: 'audio_input',
  audioOutput: 'audio_output',
  imageInput: 'image_input',
  imageOutput: 'image_output',
  units: 'units',
} as const satisfies Record<TokenComponent, string>;

const COLUMNS = ['id', 'model', 'endpoint_id', 'provider', 'effective_from', 'context_tokens_from', 'service_tier', 'unit', 'per_request'];

/**
 * Adds the catalog's prices that the table does not have. A price that was once in force is never changed nor taken away: usage refers
 * to it. Returns how many were added.
 */
export async function seedPrices(client: pg.ClientBase): Promise<number> {
  const rows = catalog.models.flatMap((model) =>
    model.endpoints.flatMap((endpoint) =>
      endpoint.prices.map((price) => ({
        id: price.id,
        model: model.id,
        endpoint_id: endpoint.id,
        provider: endpoint.provider,
        effective_from: `${price.effectiveFrom}T00:00:00Z`,
        context_tokens_from: price.contextTokensFrom,
        service_tier: price.serviceTier,
        unit: price.unit,
        per_request: String(price.perRequestNanoUsd),
        ...Object.fromEntries(
          Object.entries(COMPONENT_COLUMNS).map(([component, column]) => [
            column,
            price.nanoUsdPerMillionTokens[component as TokenComponent]?.toString() ?? null,
          ]),
        ),
      })),
    ),
  );
  const columns = [...COLUMNS, ...Object.values(COMPONENT_COLUMNS)].join(', ');
  const { rowCount } = await client.query(
    `INSERT INTO prices (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::prices, $1::json) ON CONFLICT (id) DO NOTHING`,
    [JSON.stringify(rows)],
  );
  return rowCount ?? 0;
}
