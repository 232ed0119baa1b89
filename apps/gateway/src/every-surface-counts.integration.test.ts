import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { NO_PACE } from '@modelhub/testing/provider-stand-in/pace';
import type {} from '@modelhub/testing/vitest-setup';
import { completionTokens, promptTokens } from '@modelhub/core/token-usage';
import { nanoUsdFromDecimal } from '@modelhub/core/money';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { ask, SURFACES, type Asked } from './testing/every-surface.ts';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';

let standIn: ProviderStandIn;
let world: GatewayWorld;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  world = await startGatewayWorld(inject('postgresAdminUrl'), { OPENAI_API_KEY: '', ANTHROPIC_API_KEY: '', PROVIDER_SANDBOX_URL: standIn.url });
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});

const messages = [{ role: 'user', content: 'Hi there' }];
const post = (key: TestKey, asked: Asked) => ask(world.url, asked, key);

async function settledOf(key: TestKey, asked: Asked): Promise<UsageEventSettled> {
  const response = await post(key, asked);
  expect({ status: response.status, said: response.said }).toMatchObject({ status: 200 });
  return world.settled(response.headers.get('x-generation-id') ?? '');
}

/** The budget as the gateway knows it. */
async function capOf(key: TestKey): Promise<number | null> {
  const response = await fetch(`${world.url}/v1/key`, { headers: { authorization: `Bearer ${key.secret}` } });
  return ((await response.json()) as { readonly data: { readonly limit: number | null } }).data.limit;
}

/** Can cost more than anything else here. */
const DEAREST: Asked = { path: '/v1/chat/completions', body: { model: 'gpt-4o', messages, n: 20 } };

describe.each(Object.entries(SURFACES))('%s', (name, asked) => {
  it('is paid from the same budget as everything else, to the last nano-USD, and holds nothing when it is over', async () => {
    const { reservedNanoUsd: most } = await settledOf(await world.addKey(), DEAREST);
    // One request at a time: who kept its slot would refuse the next one.
    const key = await world.addKey({ budget_nano_usd: most, budget_window: 'total', max_concurrency: 1 });
    const settled = await settledOf(key, asked);
    expect(settled.surface).toBe(name.split(',')[0]);
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
    expect(settled.reservedNanoUsd).toBeGreaterThanOrEqual(settled.costNanoUsd);
    const again = await settledOf(key, asked);
    const refused = await post(key, DEAREST);
    expect(refused.status).toBe(402);
    const left = /\$([\d.]+) left/.exec(refused.said)?.[1];
    expect(nanoUsdFromDecimal(left ?? '')).toBe(most - settled.costNanoUsd - again.costNanoUsd);

    // The budget becomes what has been spent: nothing that costs anything is let in any more, wherever it is asked.
    const before = await capOf(key);
    await world.sql.query('UPDATE api_keys SET budget_nano_usd = $1 WHERE id = $2', [settled.costNanoUsd + again.costNanoUsd, key.keyId]);
    await expect.poll(() => capOf(key), { timeout: 5_000 }).not.toBe(before);
    for (const [other, request] of Object.entries(SURFACES)) expect([other, (await post(key, request)).status]).toEqual([other, 402]);
    const free = await post(key, { path: '/v1/moderations', body: { model: 'omni-moderation-latest', input: 'hello' } });
    expect(free.status).toBe(200);
  });

  it('counts its tokens with those of everything else', async () => {
    const probe = SURFACES['chat.completions'] as Asked;
    const limits = { tokens_per_minute: 10_000_000, requests_per_minute: 1_000 };
    const remaining = (response: Response): number => Number(response.headers.get('x-ratelimit-remaining-tokens'));
    for (;;) {
      const minute = Math.floor(Date.now() / 60_000);
      const [fresh, key] = [await world.addKey(limits), await world.addKey(limits)];
      const { usage } = await settledOf(key, asked);
      const counted = remaining(await post(fresh, probe)) - remaining(await post(key, probe));
      // A window that starts anew has forgotten.
      if (Math.floor(Date.now() / 60_000) !== minute) continue;
      expect(counted).toBe(promptTokens(usage) + completionTokens(usage));
      break;
    }
  });
});

it.each([
  // Nano-USD for a token at 3.00, 3.75 and 6.00 USD a million, with 10 % on it.
  ['plain', {}, 3_300n],
  ['kept for minutes', { cache_control: { type: 'ephemeral' } }, 4_125n],
  ['kept for an hour', { cache_control: { type: 'ephemeral', ttl: '1h' } }, 6_600n],
])('a prompt that is %s is held at what that costs', async (_, marks, nanoUsdPerToken) => {
  const system = [{ type: 'text', text: 'A long instruction. '.repeat(400), ...marks }];
  // Elsewhere it may cost more.
  const body = { model: 'claude-sonnet-4-5', provider: { only: ['anthropic'] }, system, messages, max_tokens: 10 };
  const settled = await settledOf(await world.addKey(), { path: '/v1/messages', body });
  expect(settled.reservedNanoUsd).toBe(BigInt(settled.inputTokensEstimate) * nanoUsdPerToken + 10n * 16_500n);
});

it('of all surfaces at once nothing is held when all are over', async () => {
  const { reservedNanoUsd: most } = await settledOf(await world.addKey(), DEAREST);
  const key = await world.addKey({ budget_nano_usd: most, budget_window: 'total' });
  const all = await Promise.all(Object.values(SURFACES).map((asked) => settledOf(key, asked)));
  const refused = await post(key, DEAREST);
  expect(refused.status).toBe(402);
  const spent = all.reduce((sum, { costNanoUsd }) => sum + costNanoUsd, 0n);
  expect(nanoUsdFromDecimal(/\$([\d.]+) left/.exec(refused.said)?.[1] ?? '')).toBe(most - spent);
});
