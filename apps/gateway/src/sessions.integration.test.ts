import type {} from '@modelhub/testing/vitest-setup';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { TestKey } from './testing/gateway-world.ts';
import { answerWith, completion } from './testing/scripted-upstream.ts';
import { startThreeProviders, type ThreeProviders } from './testing/three-providers.ts';

/** Of two, the dearer one reads what its cache knows for less than the other one reads anything. */
const MODEL = 'minimax/minimax-m2.5';
const QUESTION = 'word '.repeat(2_500);

let three: ThreeProviders;
let key: TestKey;
let other: TestKey;

beforeAll(async () => {
  three = await startThreeProviders(inject('postgresAdminUrl'));
  [key, other] = [await three.world.addKey(), await three.world.addKey()];
});
afterAll(() => three.close());

function answers(cachedTokens: number): ReturnType<typeof answerWith> {
  const usage = { prompt_tokens: 3_000, completion_tokens: 10, total_tokens: 3_010, prompt_tokens_details: { cached_tokens: cachedTokens } };
  return answerWith(completion('Hello!', usage));
}

async function providerOf(session: string | null, secret = key.secret): Promise<string | null> {
  const provider = { ignore: ['nebius'], ...(session === null ? {} : { session_id: session }) };
  const response = await three.world.post(secret, { model: MODEL, messages: [{ role: 'user', content: QUESTION }], provider });
  await response.text();
  return response.headers.get('x-modelhub-provider');
}

test('a session stays where its cache is while that makes up for the price, and is not believed to be cached where it was not', async () => {
  const [cheap, dear] = three.upstreams;
  dear.script = answers(2_900);
  cheap.script = answerWith({ error: { message: 'boom' } }, 500);
  expect(await providerOf('one')).toBe('novita-ai');
  cheap.script = answers(0);
  expect(await providerOf('one')).toBe('novita-ai');
  expect(await providerOf('another')).toBe('deepinfra');
  expect(await providerOf(null)).toBe('deepinfra');
  expect(await providerOf('one', other.secret)).toBe('deepinfra');
  dear.script = answers(0);
  expect(await providerOf('one')).toBe('novita-ai');
  expect(await providerOf('one')).toBe('deepinfra');
});
