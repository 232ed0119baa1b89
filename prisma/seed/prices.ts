import { catalog } from '@modelhub/catalog/catalog';
import { OWN_MODEL_LISTS } from '@modelhub/catalog/own-models';
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
  await refuseEditedPrices(
    client,
    rows.filter(({ provider, model }) => OWN_MODEL_LISTS.some((list) => list.provider === provider && model.startsWith(`${list.provider}/`))),
  );
  return rowCount ?? 0;
}

/** Of an operator's own models figures may have been edited in the environment, whose earlier ones usage was charged by. */
async function refuseEditedPrices(client: pg.ClientBase, rows: readonly { readonly id: string }[]): Promise<void> {
  const components = Object.values(COMPONENT_COLUMNS);
  const figures = (table: string): string => components.map((column) => `${table}.${column}`).join(', ');
  const { rows: edited } = await client.query<{ endpoint_id: string }>(
    `SELECT prices.endpoint_id FROM json_populate_recordset(NULL::prices, $1::json) AS listed JOIN prices ON prices.id = listed.id
     WHERE (${figures('prices')}) IS DISTINCT FROM (${figures('listed')})`,
    [JSON.stringify(rows)],
  );
  const [first] = edited;
  if (first !== undefined)
    throw new Error(`The price of ${first.endpoint_id} is another one than before. Give it a later date ("from"), so that both are known.`);
}
