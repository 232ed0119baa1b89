import { TOKEN_COMPONENTS, type TokenUsage } from '@modelhub/core/token-usage';
import type { Outcome, UsageSource } from '@modelhub/metering/usage-event';
import type pg from 'pg';

/** An entry of the ledger, as far as it is compared. */
export interface LedgerRow {
  readonly organizationId: string;
  readonly eventId: string;
  /** `<lab>/<model>`. */
  readonly model: string;
  readonly outcome: Outcome;
  readonly usageSource: UsageSource;
  readonly statusCode: number;
  readonly errorCode: string | null;
  readonly providerRequestId: string | null;
  readonly usage: TokenUsage;
  readonly costNanoUsd: bigint;
}

const COLUMNS: Readonly<Record<keyof TokenUsage, string>> = {
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
};

interface Row extends Readonly<Record<string, unknown>> {
  readonly organization_id: string;
  readonly event_id: string;
  readonly model: string;
  readonly outcome: Outcome;
  readonly usage_source: UsageSource;
  readonly status_code: number;
  readonly error_code: string | null;
  readonly provider_request_id: string | null;
  readonly cost: string;
}

/** The whole ledger, straight from its table. */
export async function readLedger(owner: pg.Pool): Promise<LedgerRow[]> {
  const { rows } = await owner.query<Row>('SELECT *, cost_nano_usd::text AS cost FROM usage_events ORDER BY event_id');
  return rows.map((row) => ({
    organizationId: row.organization_id,
    eventId: row.event_id,
    model: row.model,
    outcome: row.outcome,
    usageSource: row.usage_source,
    statusCode: row.status_code,
    errorCode: row.error_code,
    providerRequestId: row.provider_request_id,
    usage: Object.fromEntries(TOKEN_COMPONENTS.map((component) => [component, Number(row[COLUMNS[component]])])) as unknown as TokenUsage,
    costNanoUsd: BigInt(row.cost),
  }));
}
