import { expect, test } from 'vitest';
import { decisionDocument } from './request-decision.ts';
import { requestDecision } from './testing/usage-event-fixtures.ts';

test('a decision is shown in the spelling of the wire, without what is not so', () => {
  const { candidates } = requestDecision();
  expect(decisionDocument(requestDecision({ candidates: candidates.slice(0, 2) }))).toEqual({
    v: 1,
    policy: { name: 'support', version: 3, step: 'long questions' },
    requested_models: ['openai/gpt-4o'],
    sort: 'price',
    catalog: '2026-11-20',
    seed: 7,
    candidates: [
      { endpoint: 'deepinfra/gpt-4o', excluded: 'region_not_selected', score: null },
      { endpoint: 'azure/gpt-4o', excluded: null, score: 4_375_000_000.5, last: 'breaker_open' },
    ],
    candidates_not_set_up: 2,
    attempts: [
      { endpoint: 'azure/gpt-4o', provider_key: 'shared', started_ms: 0.4, took_ms: 120.1, error: 'provider_error' },
      { endpoint: 'openai/gpt-4o', provider_key: 'own', started_ms: 0.4, took_ms: 120.1, error: null },
      { endpoint: 'nebius/gpt-4o', provider_key: 'shared', started_ms: 0.4, took_ms: 120.1, error: null, hedge: true, cancelled: true },
    ],
    features: { surface: 'chat.completions', prompt_tokens: 12, language: null },
    provider: { only: ['azure', 'openai'], zdr: false },
  });
  expect(decisionDocument(requestDecision({ policy: null, features: null }))).not.toHaveProperty('policy');
});
