import type {} from '@modelhub/testing/vitest-setup';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'), { DRAIN_TIMEOUT_MS: '100' });
  key = await world.addKey();
});
afterAll(() => world.close());

const HI = { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1_000 };
/** 600 input, 400 cached, 200 output at 2.50, 1.25 and 10.00 USD a million, with 10 % on it; and at 4.25, 2.125 and 17.00. */
const STANDARD = ((600n * 2_500n + 400n * 1_250n + 200n * 10_000n) * 11n) / 10n;
const PRIORITY = ((600n * 4_250n + 400n * 2_125n + 200n * 17_000n) * 11n) / 10n;

async function settledOf(response: Response): Promise<UsageEventSettled> {
  expect(response.status).toBe(200);
  await response.text();
  return world.settled(response.headers.get('x-generation-id') ?? '');
}

const tiered = (text: string, tier: string): string => text.replaceAll('data: {', `data: {"service_tier":"${tier}",`);

describe('a service tier', () => {
  it.each([
    ['priority', 'priority', PRIORITY, 'priority'],
    ['fast', 'priority', PRIORITY, 'priority'],
    ['priority', 'default', STANDARD, 'standard'],
    ['auto', 'priority', PRIORITY, 'priority'],
    ['auto', 'default', STANDARD, 'standard'],
    ['default', 'default', STANDARD, 'standard'],
    // Nobody said which it was: as ordered.
    ['priority', null, PRIORITY, 'priority'],
    ['auto', null, STANDARD, 'standard'],
  ])('asked for as %s and served as %s is billed so, streamed and not', async (asked, served, costNanoUsd, serviceTier) => {
    const { service_tier: _, ...untold } = completion('Hello!') as Record<string, unknown>;
    world.openai.script = answerWith(served === null ? untold : { ...untold, service_tier: served });
    const whole = await settledOf(await world.post(key.secret, { ...HI, service_tier: asked }));
    const events = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'Hello!' }), ...STREAM_END];
    world.openai.script = streamOf(...events.map((event) => (served === null ? event : tiered(event, served))), 'end');
    const streamed = await settledOf(await world.post(key.secret, { ...HI, service_tier: asked, stream: true }));
    for (const settled of [whole, streamed]) {
      expect(settled).toMatchObject({ costNanoUsd, serviceTier, usageSource: 'provider' });
      expect(settled.reservedNanoUsd).toBeGreaterThan(costNanoUsd);
    }
  });

  it('of a response is the same', async () => {
    world.openai.script = answerWith({
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      model: 'gpt-4o',
      output: [],
      service_tier: 'default',
      usage: { input_tokens: 1_000, input_tokens_details: { cached_tokens: 400 }, output_tokens: 200, output_tokens_details: { reasoning_tokens: 0 } },
    });
    const body = { model: 'gpt-4o', input: 'Hi', max_output_tokens: 1_000, service_tier: 'priority' };
    const settled = await settledOf(await world.post(key.secret, body, {}, '/v1/responses'));
    expect(settled).toMatchObject({ surface: 'responses', costNanoUsd: STANDARD, serviceTier: 'standard' });
    expect(settled.reservedNanoUsd).toBeGreaterThan(PRIORITY);
  });

  it('holds what its dearest outcome can cost', async () => {
    world.openai.script = answerWith(completion('Hello!'));
    const reserved = async (body: object): Promise<bigint> => (await settledOf(await world.post(key.secret, body))).reservedNanoUsd;
    const standard = await reserved(HI);
    expect(await reserved({ ...HI, service_tier: 'default' })).toBe(standard);
    const priority = await reserved({ ...HI, service_tier: 'priority' });
    // 17.00 in place of 10.00 USD for most of it, and as much more for the rest.
    expect(priority * 10n).toBe(standard * 17n);
    expect(await reserved({ ...HI, service_tier: 'auto' })).toBe(priority);
    // The cheaper tier may be served as the standard one.
    const { model: _, ...mini } = HI;
    const nano = { ...mini, model: 'gpt-5-nano' };
    expect(await reserved({ ...nano, service_tier: 'flex' })).toBe(await reserved(nano));
  });

  it('has to fit into a budget at its own price', async () => {
    const poor = await world.addKey({ budget_nano_usd: 15_000_000n, budget_window: 'day' });
    expect((await world.post(poor.secret, { ...HI, service_tier: 'priority' })).status).toBe(402);
    expect((await world.post(poor.secret, HI)).status).toBe(200);
  });

  it('is what a client pays who left before it was told', async () => {
    world.openai.script = streamOf(chunk({ role: 'assistant', content: '' }), ...Array.from({ length: 20 }, () => chunk({ content: 'word '.repeat(8) })));
    const costs = await Promise.all(
      ['priority', 'default'].map(async (tier) => {
        const controller = new AbortController();
        const response = await fetch(`${world.url}/v1/chat/completions`, {
          method: 'POST',
          headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
          body: JSON.stringify({ ...HI, service_tier: tier, stream: true }),
          signal: controller.signal,
        });
        const reader = response.body?.getReader();
        for (let bytes = 0; bytes < 4_000;) bytes += (await reader?.read())?.value?.length ?? 4_000;
        controller.abort();
        const settled = await world.settled(response.headers.get('x-generation-id') ?? '');
        expect(settled).toMatchObject({ outcome: 'cancelled', usageSource: 'checkpoint', serviceTier: tier === 'default' ? 'standard' : tier });
        return settled;
      }),
    );
    expect(costs[0]?.usage).toEqual(costs[1]?.usage);
    expect((costs[0]?.costNanoUsd ?? 0n) * 10n).toBe((costs[1]?.costNanoUsd ?? 0n) * 17n);
  });

  it('is in the journal from the first, and from the next checkpoint on as the provider has told it', async () => {
    const words = [chunk({ role: 'assistant', content: '' }), chunk({ content: 'some words that were delivered' })];
    world.openai.script = streamOf(...words.map((event) => tiered(event, 'default')));
    const response = await world.post(key.secret, { ...HI, service_tier: 'priority', stream: true });
    const ofThis = async (kind: string): Promise<readonly object[]> => {
      const records = await world.journal();
      const mine = records.flatMap((record) =>
        (record.kind === 'checkpoint' ? [record.checkpoint] : [record.event]).map((event) => ({ kind: record.kind, event })),
      );
      return mine
        .filter(({ event }) => `gen_${event.eventId.replaceAll('-', '')}` === response.headers.get('x-generation-id'))
        .filter((one) => one.kind === kind);
    };
    expect(await ofThis('open')).toMatchObject([{ event: { serviceTier: 'priority' } }]);
    await expect.poll(async () => (await ofThis('checkpoint')).at(-1), { timeout: 5_000 }).toMatchObject({ event: { served: { serviceTier: 'standard' } } });

    world.openai.script = streamOf(...words);
    const untold = await world.post(key.secret, { ...HI, service_tier: 'priority', stream: true });
    const texts = [response.text(), untold.text()];
    await world.gateway.close();
    await Promise.all(texts);
    const [told, asked] = await Promise.all([response, untold].map(({ headers }) => world.settled(headers.get('x-generation-id') ?? '')));
    expect(told).toMatchObject({ outcome: 'interrupted', serviceTier: 'standard' });
    expect(asked).toMatchObject({ outcome: 'interrupted', serviceTier: 'priority' });
  });
});
