import type { PriceVersion } from '@modelhub/catalog/types';
import type { BilledUnit } from '@modelhub/core/billed-unit';
import type { TokenComponent } from '@modelhub/core/token-usage';
import type pg from 'pg';

interface PriceRow extends Record<TokenComponent, bigint | null> {
  readonly id: string;
  readonly effective_from: Date;
  readonly context_tokens_from: number;
  readonly service_tier: PriceVersion['serviceTier'];
  readonly unit: BilledUnit | null;
  readonly per_request: bigint;
}

const SELECT_PRICES = `
  SELECT id, effective_from, context_tokens_from, service_tier, unit, per_request, input, cached_input AS "cachedInput",
    cache_write_5m AS "cacheWrite5m", cache_write_1h AS "cacheWrite1h", output, reasoning, audio_input AS "audioInput",
    audio_output AS "audioOutput", image_input AS "imageInput", image_output AS "imageOutput", units
  FROM prices`;

/** Every price version that was ever in force, by id: what an adopted event was admitted at may be long out of the catalog. */
export async function loadPrices(pool: pg.Pool): Promise<Map<string, PriceVersion>> {
  const { rows } = await pool.query<PriceRow>(SELECT_PRICES);
  return new Map(rows.map((row) => [row.id, priceFrom(row)]));
}

function priceFrom(row: PriceRow): PriceVersion {
  const { id, effective_from: effectiveFrom, context_tokens_from, service_tier, unit, per_request, ...components } = row;
  const listed = Object.entries(components).flatMap(([component, price]) => (price === null ? [] : [[component, BigInt(price)] as const]));
  return {
    id,
    effectiveFrom: effectiveFrom.toISOString().slice(0, 10),
    contextTokensFrom: context_tokens_from,
    serviceTier: service_tier,
    nanoUsdPerMillionTokens: Object.fromEntries(listed) as Partial<Record<TokenComponent, bigint>>,
    unit,
    perRequestNanoUsd: BigInt(per_request),
  };
}
