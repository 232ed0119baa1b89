import type {} from '@modelhub/testing/vitest-setup';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { TestKey } from './testing/gateway-world.ts';
import { answerWith, completion, type UpstreamScript } from './testing/scripted-upstream.ts';
import { MODEL, startThreeProviders, type ThreeProviders } from './testing/three-providers.ts';
import { startUnreachableAddress } from './testing/unreachable.ts';

const HELLO = answerWith(completion('Hello!'));
const BROKEN = answerWith({ error: { message: 'boom' } }, 500);
const OPEN_FIRST_MS = 2_000;

let three: ThreeProviders;
let key: TestKey;

beforeEach(async () => {
  three = await startThreeProviders(inject('postgresAdminUrl'));
  key = await three.world.addKey();
});
afterEach(() => three.close());

const ask = (fields: object = {}, secret = key.secret) => three.world.post(secret, { model: MODEL, messages: [{ role: 'user', content: 'hi' }], ...fields });
const calls = () => three.upstreams.map(({ requests }) => requests.length);
const providerOf = async (fields: object = {}, secret = key.secret): Promise<string | null> => {
  const response = await ask(fields, secret);
  await response.text();
  return response.headers.get('x-modelhub-provider');
};

describe('a provider that', () => {
  it('refuses connections is passed over', async () => {
    await three.upstreams[0].goAway();
    expect(await providerOf()).toBe('novita-ai');
  });

  it('no connection can be made to is passed over, and a 504 says so where nobody else may serve', async () => {
    const unreachable = await startUnreachableAddress();
    const lone = await startThreeProviders(inject('postgresAdminUrl'), { UPSTREAM_CONNECT_TIMEOUT_MS: '400' }, [unreachable.url]);
    try {
      const { secret } = await lone.world.addKey();
      const body = { model: MODEL, messages: [{ role: 'user', content: 'hi' }] };
      const served = await lone.world.post(secret, body);
      expect(served.headers.get('x-modelhub-provider')).toBe('novita-ai');
      const refused = await lone.world.post(secret, { ...body, provider: { allow_fallbacks: false, only: ['deepinfra'] } });
      expect(refused.status).toBe(504);
      expect(await refused.json()).toMatchObject({ error: { code: 'timeout', message: expect.stringContaining('no connection could be made') } });
    } finally {
      await lone.close();
      unreachable.close();
    }
  });

  it('fails is one of three that are asked, however many there are', async () => {
    for (const upstream of three.upstreams) upstream.script = BROKEN;
    const response = await ask({ models: ['openai/gpt-oss-20b', 'meta-llama/llama-3.3-70b-instruct'] });
    expect(response.status).toBe(502);
    expect(calls()).toEqual([1, 1, 1]);
  });

  it('fails alone is asked three times, and later each time', async () => {
    const atMs: number[] = [];
    three.upstreams[0].script = (response, request) => {
      atMs.push(performance.now());
      return BROKEN(response, request);
    };
    expect((await ask({ provider: { only: ['deepinfra'] } })).status).toBe(502);
    const [first = 0, second = 0, third = 0] = atMs;
    expect(atMs).toHaveLength(3);
    expect(second - first).toBeGreaterThan(45);
    expect(third - second).toBeGreaterThan(95);
  });

  it('finds fault with the request is the last that is asked', async () => {
    for (const status of [400, 413, 422]) {
      three.upstreams[0].script = answerWith({ error: { message: 'no', type: 'invalid_request_error' } }, status);
      expect((await ask({ models: ['openai/gpt-oss-20b'] })).status).toBeGreaterThanOrEqual(400);
    }
    expect(calls()).toEqual([3, 0, 0]);
  });

  it('is back is asked by one request at a time, until that one is answered', async () => {
    three.upstreams[0].script = BROKEN;
    for (let i = 0; i < 5; i += 1) await providerOf();
    expect(calls()[0]).toBe(5);
    await providerOf();
    expect(calls()[0]).toBe(5);
    let answer = (): void => {};
    const mayAnswer = new Promise<void>((resolve) => {
      answer = resolve;
    });
    three.upstreams[0].script = async (response, request) => {
      await mayAnswer;
      return HELLO(response, request);
    };
    await new Promise((resolve) => setTimeout(resolve, OPEN_FIRST_MS + 100));
    const probe = providerOf();
    await expect.poll(() => calls()[0]).toBe(6);
    expect(await Promise.all(Array.from({ length: 10 }, () => providerOf()))).toEqual(Array.from({ length: 10 }, () => 'novita-ai'));
    expect(calls()[0]).toBe(6);
    answer();
    expect(await probe).toBe('deepinfra');
    expect(await providerOf()).toBe('deepinfra');
  });
});

describe('a limit on one account', () => {
  const limited = (isLimited: (authorization: string) => boolean): UpstreamScript => {
    const slowDown = answerWith({ error: { message: 'slow down' } }, 429, { 'retry-after': '30' });
    return (response, request) => (isLimited(request.headers.authorization ?? '') ? slowDown : HELLO)(response, request);
  };

  it('keeps nobody else from the provider, and is waited for', async () => {
    three.upstreams[0].script = limited((authorization) => authorization.includes('own-secret'));
    await three.world.addCredential(key.organizationId, { provider: 'deepinfra', apiKey: 'own-secret', fallbackToShared: true });
    const neighbour = await three.world.addKey();
    expect(await providerOf()).not.toBeNull();
    expect(await providerOf({}, neighbour.secret)).toBe('deepinfra');
    const ownCalls = () => three.upstreams[0].requests.filter(({ headers }) => headers.authorization?.includes('own-secret')).length;
    expect(ownCalls()).toBe(1);
    expect(await providerOf()).not.toBeNull();
    expect(ownCalls()).toBe(1);
  });

  it('of ours leaves a customer on its own key alone', async () => {
    three.upstreams[0].script = limited((authorization) => !authorization.includes('own-secret'));
    expect(await providerOf()).toBe('novita-ai');
    expect(await providerOf()).toBe('novita-ai');
    expect(calls()[0]).toBe(1);
    const owner = await three.world.addKey();
    await three.world.addCredential(owner.organizationId, { provider: 'deepinfra', apiKey: 'own-secret' });
    expect(await providerOf({}, owner.secret)).toBe('deepinfra');
  });
});
