import type { AccessLists } from '@modelhub/core/access-lists';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { readPolicyDocument } from '@modelhub/routing/saved/document';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import { expect, test } from 'vitest';
import type { PastRequest } from './past-requests.ts';
import type { ServingWorld } from './serving-world.ts';
import { tryMadeUp } from './try-made-up.ts';
import { tryPolicy } from './try-policy.ts';

const AT = Date.parse('2026-11-24T10:00:00Z');

function lists(scope: AccessLists['scope'], set: Partial<AccessLists> = {}): AccessLists {
  return { scope, allowedModels: new Set(), deniedModels: new Set(), allowedProviders: new Set(), deniedProviders: new Set(), ...set };
}

const WORLD: ServingWorld = {
  atMs: AT,
  providers: new Set(['openai', 'anthropic']),
  isProvidersKnown: true,
  ownProviders: new Set(),
  markupBasisPoints: 1_000,
  organizationLists: lists('organization'),
  keyLists: new Map(),
};

const FEATURES: RequestFeatures = {
  surface: 'chat.completions',
  prompt_tokens: 400,
  output_tokens_max: null,
  turns: 1,
  tools: 0,
  images: 0,
  audio: 0,
  files: 0,
  json_output: false,
  language: 'en',
  metadata: {},
};

const POLICY = readPolicyDocument({
  steps: [
    { name: 'FAQ', when: { prompt_tokens: { max: 500 }, has_tools: false }, models: ['openai/gpt-4o-mini'] },
    { name: 'Else', models: ['anthropic/claude-sonnet-4-6'] },
  ],
});

let made = 0;

/** A thousand tokens read and five hundred written, which cost a cent. */
function request(features: Partial<RequestFeatures> = {}, overrides: Partial<PastRequest> = {}): PastRequest {
  made += 1;
  return {
    id: `gen_${made}`,
    at: new Date(AT),
    keyId: 'key_a',
    model: 'openai/gpt-4o',
    provider: 'openai',
    serviceTier: 'standard',
    usage: { ...ZERO_USAGE, input: 1_000, output: 500 },
    isCharged: true,
    costNanoUsd: 10_000_000n,
    features: { ...FEATURES, ...features },
    asked: null,
    ...overrides,
  };
}

// GPT-4o mini: (1,000 x 0.15 + 500 x 0.60) USD / 1M = 0.00045, with 10 % on top 0.000495.
const MINI_NANO_USD = 495_000n;
// Claude Sonnet 4.6: (1,000 x 3 + 500 x 15) USD / 1M = 0.0105, with 10 % on top 0.01155.
const SONNET_NANO_USD = 11_550_000n;

test('each request takes its step, and costs what its tokens cost at the cheapest endpoint there, with the markup', () => {
  const tried = tryPolicy(POLICY, [request(), request({ prompt_tokens: 501 }), request({ tools: 2 })], WORLD);
  expect(tried).toMatchObject({ requests: 3, unserved: 0, costNowNanoUsd: 30_000_000n, costThenNanoUsd: MINI_NANO_USD + 2n * SONNET_NANO_USD, reasons: [] });
  expect(tried.steps).toEqual([
    { step: 'FAQ', requests: 1, unserved: 0, costNowNanoUsd: 10_000_000n, costThenNanoUsd: MINI_NANO_USD },
    { step: 'Else', requests: 2, unserved: 0, costNowNanoUsd: 20_000_000n, costThenNanoUsd: 2n * SONNET_NANO_USD },
  ]);
  expect(tried.rows[1]).toMatchObject({ step: 'Else', target: { model: 'anthropic/claude-sonnet-4-6', provider: 'anthropic', costNanoUsd: SONNET_NANO_USD } });
});

test('what nothing could serve is told with its reason, and is in neither sum of costs', () => {
  const euOnly = readPolicyDocument({ always: { regions: ['eu'] }, steps: [{ name: 'Everything', models: ['openai/gpt-4o-mini'] }] });
  const tried = tryPolicy(euOnly, [request(), request()], WORLD);
  expect(tried).toMatchObject({ requests: 2, unserved: 2, costNowNanoUsd: 0n, costThenNanoUsd: 0n });
  expect(tried.reasons).toEqual([{ step: 'Everything', reason: 'another region was asked for', requests: 2 }]);
  expect(tried.rows[0]).toMatchObject({ target: null, reason: 'another region was asked for' });
});

test('what was not charged then is not charged either', () => {
  expect(tryPolicy(POLICY, [request({}, { isCharged: false, costNanoUsd: 0n })], WORLD)).toMatchObject({
    costNowNanoUsd: 0n,
    costThenNanoUsd: 0n,
    unserved: 0,
  });
});

test('a provider that the organization pays itself costs nothing here', () => {
  expect(tryPolicy(POLICY, [request()], { ...WORLD, ownProviders: new Set(['openai']) }).costThenNanoUsd).toBe(0n);
});

test('a key goes nowhere where it may not go today', () => {
  const world = { ...WORLD, keyLists: new Map([['key_a', lists('key', { allowedModels: new Set(['openai/gpt-4o']) })]]) };
  const tried = tryPolicy(POLICY, [request(), request({}, { keyId: 'key_b' })], world);
  expect(tried.rows.map(({ target }) => target?.model ?? null)).toEqual([null, 'openai/gpt-4o-mini']);
  expect(tried.reasons).toMatchObject([{ reason: 'the key may not use the model', requests: 1 }]);
});

test('an organization goes nowhere where it may not go today', () => {
  const world = { ...WORLD, organizationLists: lists('organization', { deniedProviders: new Set(['openai']) }) };
  expect(tryPolicy(POLICY, [request()], world).reasons).toMatchObject([{ reason: 'the organization may not use the provider', requests: 1 }]);
});

test('a request goes nowhere where it asked not to go itself, and what cannot be read of that is passed over', () => {
  const ask = (asked: object) => request({}, { asked });
  const tried = tryPolicy(POLICY, [ask({ only: ['anthropic'] }), ask({ max_price: { prompt: 0.1 } }), ask({ ignore: ['groq'] }), ask({ later: true })], WORLD);
  expect(tried.rows.map(({ reason }) => reason)).toEqual(['another provider was asked for', 'it costs more than the limit on the price', null, null]);
});

test('a request of another kind is served by models of its kind alone', () => {
  expect(tryPolicy(POLICY, [request({ surface: 'embeddings' })], WORLD).reasons).toMatchObject([{ reason: 'it does not serve this kind of request' }]);
});

test('of many requests the newest are shown, and those that nothing could serve further back', () => {
  const many = [...Array.from({ length: 300 }, () => request()), request({ surface: 'embeddings' })];
  const tried = tryPolicy(POLICY, many, WORLD);
  expect(tried.requests).toBe(301);
  expect(tried.rows).toHaveLength(201);
  expect(tried.rows.at(-1)?.target).toBeNull();
});

test('a request that nobody made says why each step was taken or not, and what it would cost', () => {
  const tried = tryMadeUp(POLICY, { ...FEATURES, prompt_tokens: 1_000 }, { world: WORLD, outputTokens: 500 });
  expect(tried).toMatchObject({ step: 'Else', reason: null, candidates: [{ endpointId: 'anthropic/claude-sonnet-4-6', costNanoUsd: SONNET_NANO_USD }] });
  expect(tried.trace).toMatchObject([
    {
      name: 'FAQ',
      outcome: 'not_matched',
      conditions: [
        { field: 'prompt_tokens', value: 1_000, holds: false },
        { field: 'has_tools', holds: true },
      ],
    },
    { name: 'Else', outcome: 'taken' },
  ]);
});
