import type { PriceVersion } from '@modelhub/catalog/types';
import { uuidv7 } from '@modelhub/core/ids';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { costOfUsage } from '../cost.ts';
import type { RequestDecision } from '../request-decision.ts';
import type { UsageEventOpen, UsageEventSettled } from '../usage-event.ts';

/** 2.50 in, 1.25 cached, 10.00 out, per million tokens; 0.006 for a minute of audio. */
export const TEST_PRICE: PriceVersion = {
  id: 'openai/gpt-4o@2024-08-06',
  effectiveFrom: '2024-08-06',
  contextTokensFrom: 0,
  serviceTier: 'standard',
  nanoUsdPerMillionTokens: { input: 2_500_000_000n, cachedInput: 1_250_000_000n, output: 10_000_000_000n, units: 100_000_000_000n },
  unit: 'second',
  perRequestNanoUsd: 0n,
};

export function openEvent(overrides: Partial<UsageEventOpen> = {}): UsageEventOpen {
  const openedAtMs = overrides.openedAtMs ?? Date.now();
  return {
    eventId: eventIdAt(openedAtMs),
    openedAtMs,
    requestId: 'req_1',
    organizationId: 'org_a',
    projectId: 'prj_a',
    keyId: 'key_a',
    userId: null,
    surface: 'chat.completions',
    stream: true,
    requestedModel: 'gpt-4o',
    model: 'openai/gpt-4o',
    provider: 'openai',
    endpointId: 'openai/gpt-4o',
    priceId: TEST_PRICE.id,
    serviceTier: 'standard',
    markupBasisPoints: 1_000,
    reservedNanoUsd: 1_000_000n,
    inputTokensEstimate: 1_000,
    outputTokensMax: 4_096,
    leaseUntilMs: openedAtMs + 60_000,
    ...overrides,
  };
}

export function settledEvent(overrides: Partial<UsageEventSettled> = {}): UsageEventSettled {
  const open = openEvent(overrides);
  const usage = overrides.usage ?? { ...ZERO_USAGE, input: 900, cachedInput: 100, output: 200 };
  return {
    ...open,
    settledAtMs: open.openedAtMs + 1_200,
    outcome: 'completed',
    usageSource: 'provider',
    usage,
    costNanoUsd: costOfUsage({ usage, price: TEST_PRICE, markupBasisPoints: open.markupBasisPoints }),
    statusCode: 200,
    errorCode: null,
    attempts: 1,
    durationMs: 1_200,
    timeToFirstMs: 300,
    overheadUs: 900,
    providerRequestId: 'req_upstream',
    finishReason: 'stop',
    gatewayId: 'gateway-1',
    decision: null,
    ...overrides,
  };
}

/** Of a request that was served by the second endpoint, beside which a third was tried. */
export function requestDecision(overrides: Partial<RequestDecision> = {}): RequestDecision {
  const attempt = { isOwnKey: false, startedMs: 0.4, tookMs: 120.1, error: null, isHedge: false, isCancelled: false };
  return {
    requestedModels: ['openai/gpt-4o'],
    sort: 'price',
    policy: { name: 'support', version: 3, step: 'long questions' },
    catalog: '2026-11-20',
    seed: 7,
    candidates: [
      { endpointId: 'deepinfra/gpt-4o', excluded: 'region_not_selected', score: null },
      { endpointId: 'azure/gpt-4o', excluded: null, score: 4_375_000_000.5, last: 'breaker_open' },
      { endpointId: 'openai/gpt-4o', excluded: null, score: null },
      { endpointId: 'nebius/gpt-4o', excluded: 'fallback_too_expensive', score: null },
    ],
    notSetUp: 2,
    attempts: [
      { ...attempt, endpointId: 'azure/gpt-4o', error: 'provider_error' },
      { ...attempt, endpointId: 'openai/gpt-4o', isOwnKey: true },
      { ...attempt, endpointId: 'nebius/gpt-4o', isHedge: true, isCancelled: true },
    ],
    features: { surface: 'chat.completions', prompt_tokens: 12, language: null },
    asked: { only: ['azure', 'openai'], zdr: false },
    ...overrides,
  };
}

/** An event id whose time is exactly `ms`; `uuidv7` itself never goes back in time. */
export function eventIdAt(ms: number): string {
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}${uuidv7().slice(13)}`;
}
