import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from '../testing/gateway-world.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
  key = await world.addKey();
});
afterAll(() => world.close());

interface ListedModel {
  readonly kind: string;
  readonly endpoints: readonly Readonly<Record<string, unknown>>[];
}

async function find(name: string): Promise<ListedModel> {
  const response = await fetch(`${world.url}/v1/models/${name}`, { headers: { authorization: `Bearer ${key.secret}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as ListedModel;
}

it('says of each endpoint what becomes of the data, what state it is in and when it ends', async () => {
  const { kind, endpoints } = await find('gpt-4o');
  expect(kind).toBe('chat');
  expect(endpoints.find(({ provider }) => provider === 'openai')).toMatchObject({
    region: null,
    quantization: null,
    status: 'active',
    deprecated_at: '2027-01-14',
    data_policy: { training: false, retention_days: 30 },
    context_length: 128_000,
    unit: null,
    pricing: { input: '2.75', output: '11.00' },
    service_tiers: { priority: { input: '4.675', cached_input: '2.3375', output: '18.70' } },
  });
});

it('gives a price by unit with the name of the unit', async () => {
  const { kind, endpoints } = await find('whisper-1');
  expect(kind).toBe('transcription');
  // 100 USD for a million seconds, and 10 % on it: 0.0066 a minute.
  expect(endpoints.find(({ provider }) => provider === 'openai')).toMatchObject({ unit: 'second', pricing: { units: '110.00' } });
});
