import type { UsageEventSettled } from '../usage-event.ts';

interface Column {
  readonly name: string;
  readonly type: 'text' | 'uuid' | 'int4' | 'int8' | 'bool' | 'timestamptz';
  readonly value: (event: UsageEventSettled) => string | number | boolean | null;
}

/** The columns of `usage_events` that a settled event fills, in the order of the insert. */
const COLUMNS: readonly Column[] = [
  { name: 'organization_id', type: 'text', value: (e) => e.organizationId },
  { name: 'event_id', type: 'uuid', value: (e) => e.eventId },
  { name: 'occurred_at', type: 'timestamptz', value: (e) => timestamp(e.openedAtMs) },
  { name: 'project_id', type: 'text', value: (e) => e.projectId },
  { name: 'key_id', type: 'text', value: (e) => e.keyId },
  { name: 'user_id', type: 'text', value: (e) => e.userId },
  { name: 'request_id', type: 'text', value: (e) => e.requestId },
  { name: 'surface', type: 'text', value: (e) => e.surface },
  { name: 'requested_model', type: 'text', value: (e) => e.requestedModel },
  { name: 'model', type: 'text', value: (e) => e.model },
  { name: 'provider', type: 'text', value: (e) => e.provider },
  { name: 'endpoint_id', type: 'text', value: (e) => e.endpointId },
  { name: 'price_id', type: 'text', value: (e) => e.priceId },
  { name: 'markup_basis_points', type: 'int4', value: (e) => e.markupBasisPoints },
  { name: 'outcome', type: 'text', value: (e) => e.outcome },
  { name: 'usage_source', type: 'text', value: (e) => e.usageSource },
  { name: 'status_code', type: 'int4', value: (e) => e.statusCode },
  { name: 'error_code', type: 'text', value: (e) => e.errorCode },
  { name: 'stream', type: 'bool', value: (e) => e.stream },
  { name: 'service_tier', type: 'text', value: (e) => e.serviceTier },
  { name: 'input', type: 'int4', value: (e) => e.usage.input },
  { name: 'cached_input', type: 'int4', value: (e) => e.usage.cachedInput },
  { name: 'cache_write_5m', type: 'int4', value: (e) => e.usage.cacheWrite5m },
  { name: 'cache_write_1h', type: 'int4', value: (e) => e.usage.cacheWrite1h },
  { name: 'output', type: 'int4', value: (e) => e.usage.output },
  { name: 'reasoning', type: 'int4', value: (e) => e.usage.reasoning },
  { name: 'audio_input', type: 'int4', value: (e) => e.usage.audioInput },
  { name: 'audio_output', type: 'int4', value: (e) => e.usage.audioOutput },
  { name: 'image_input', type: 'int4', value: (e) => e.usage.imageInput },
  { name: 'image_output', type: 'int4', value: (e) => e.usage.imageOutput },
  { name: 'units', type: 'int4', value: (e) => e.usage.units },
  { name: 'cost_nano_usd', type: 'int8', value: (e) => e.costNanoUsd.toString() },
  { name: 'attempts', type: 'int4', value: (e) => e.attempts },
  { name: 'duration_ms', type: 'int4', value: (e) => rounded(e.durationMs) },
  { name: 'time_to_first_ms', type: 'int4', value: (e) => rounded(e.timeToFirstMs) },
  { name: 'overhead_us', type: 'int4', value: (e) => rounded(e.overheadUs) },
  { name: 'provider_request_id', type: 'text', value: (e) => e.providerRequestId },
  { name: 'finish_reason', type: 'text', value: (e) => e.finishReason },
  { name: 'gateway_id', type: 'text', value: (e) => e.gatewayId },
];

const names = COLUMNS.map(({ name }) => name).join(', ');
const arrays = COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ');

/** Inserts events that the ledger does not have; answers with those. One array parameter for each column. */
export const INSERT_USAGE_EVENTS = `
  INSERT INTO usage_events (${names})
  SELECT * FROM unnest(${arrays})
  ON CONFLICT DO NOTHING
  RETURNING event_id`;

/** The parameters of `INSERT_USAGE_EVENTS`. */
export function usageEventArrays(events: readonly UsageEventSettled[]): unknown[][] {
  return COLUMNS.map(({ value }) => events.map(value));
}

/** Durations come from a clock with fractions; the ledger keeps whole units. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value);
}

/** A time that is no time goes to PostgreSQL as it is, and comes back as an error of that row alone. */
function timestamp(ms: number): string {
  return Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms);
}
