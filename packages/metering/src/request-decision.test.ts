import { expect, test } from 'vitest';
import { decisionDocument, decisionJson, DOCUMENT_BYTES_MAX } from './request-decision.ts';
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

test('one that is too long keeps the best of its candidates and no labels, and is not kept at all where that does not help', () => {
  const candidates = Array.from({ length: 200 }, (_, i) => ({
    endpointId: `provider-${i}/some/long/endpoint`,
    excluded: i < 100 ? 'too_expensive' : null,
    score: i < 100 ? null : i,
  }));
  const features = { surface: 'messages', metadata: { label: 'x'.repeat(5_000) } };
  const json = decisionJson(requestDecision({ candidates, features })) ?? '';
  const document = JSON.parse(json) as { readonly candidates: readonly { readonly score: number }[] };
  expect(document).toMatchObject({ v: 1, candidates_left_out: 180, attempts: [{}, {}, {}], features: { surface: 'messages', metadata: {} } });
  expect(document.candidates.map(({ score }) => score)).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i));
  expect(Buffer.byteLength(json)).toBeLessThanOrEqual(DOCUMENT_BYTES_MAX);
  expect(decisionJson(requestDecision({ requestedModels: ['m'.repeat(DOCUMENT_BYTES_MAX)] }))).toBeNull();
});
