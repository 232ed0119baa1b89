import type {} from '@modelhub/testing/vitest-setup';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import type { TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, streamOf, type UpstreamScript } from './testing/scripted-upstream.ts';
import { MODEL, startThreeProviders, type ThreeProviders } from './testing/three-providers.ts';

const NOTES = { 'x-modelhub-metadata': 'enabled' };
const SILENT: UpstreamScript = () => {};
const BROKEN = answerWith({ error: { message: 'boom' } }, 500);

let three: ThreeProviders;
let key: TestKey;

beforeEach(async () => {
  three = await startThreeProviders(inject('postgresAdminUrl'), { DRAIN_TIMEOUT_MS: '100' });
  key = await three.world.addKey();
  return () => three.close();
});

function after(ms: number, script: UpstreamScript): UpstreamScript {
  return async (response, request) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return script(response, request);
  };
}

/** The answer of a provider, streamed where that is wanted, after a while. */
function says(text: string, afterMs = 0): UpstreamScript {
  return after(afterMs, (response, request) => {
    if (request.body['stream'] !== true) return answerWith(completion(text))(response, request);
    return streamOf(chunk({ role: 'assistant', content: text }), ...STREAM_END, 'end')(response, request);
  });
}

const ask = (fields: object, headers = {}) => three.world.post(key.secret, { model: MODEL, messages: [{ role: 'user', content: 'hi' }], ...fields }, headers);
const hedged = (afterMs: number) => ({ provider: { hedge: { after_ms: afterMs } } });
const calls = () => three.upstreams.map(({ requests }) => requests.length);
const wasAborted = (at: 0 | 1 | 2) => three.upstreams[at].requests[0]?.wasAborted;
const settledOf = (response: Response) => three.world.settled(response.headers.get('x-generation-id') ?? '');
const metrics = async () => (await fetch(`http://127.0.0.1:${three.world.gateway.metricsPort}/metrics`)).text();

async function until(isDone: () => boolean | undefined): Promise<void> {
  for (let i = 0; i < 100 && isDone() !== true; i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(isDone()).toBe(true);
}

async function notesOf(response: Response): Promise<{ attempts: object[] }> {
  const text = await response.text();
  const comment = text.split('\n').find((line) => line.startsWith(': modelhub '));
  return comment === undefined ? (JSON.parse(text) as { modelhub: { attempts: object[] } }).modelhub : JSON.parse(comment.slice(': modelhub '.length));
}

describe.each([{ stream: true }, { stream: false }])('of two requests at once ($stream)', ({ stream }) => {
  it('the second serves where it is faster: the first ends at once, is on the record, and costs the customer nothing', async () => {
    three.upstreams[0].script = SILENT;
    three.upstreams[1].script = says('from the second');
    const response = await ask({ stream, ...hedged(1_500) }, NOTES);
    expect(response.headers.get('x-modelhub-provider')).toBe('novita-ai');
    const { attempts } = await notesOf(response);
    expect(attempts).toMatchObject([
      { endpoint: expect.stringContaining('deepinfra'), error: null, cancelled: true },
      { endpoint: expect.stringContaining('novita'), error: null, hedge: true },
    ]);
    await until(() => wasAborted(0));
    expect(calls()).toEqual([1, 1, 0]);
    const settled = await settledOf(response);
    expect(settled).toMatchObject({ outcome: 'completed', provider: 'novita-ai', attempts: 2, usageSource: 'provider' });
    // What is waited for providers is no overhead of ours.
    expect(settled.overheadUs).toBeLessThan(1_400_000);
    const alone = await settledOf(await ask({ stream: false, provider: { only: ['novita-ai'] } }));
    expect(settled.costNanoUsd).toBe(alone.costNanoUsd);
    const figures = await metrics();
    expect(figures).toMatch(/modelhub_hedges_total\{endpoint="novita-ai[^}]*\} 1/);
    expect(figures).toMatch(/modelhub_hedge_lost_nano_usd\{endpoint="deepinfra[^}]*\} [1-9]/);
  });

  it('the first serves where it is faster after all', async () => {
    three.upstreams[0].script = says('from the first', 300);
    three.upstreams[1].script = SILENT;
    const response = await ask({ stream, ...hedged(100) }, NOTES);
    expect(response.headers.get('x-modelhub-provider')).toBe('deepinfra');
    const { attempts } = await notesOf(response);
    expect(attempts).toContainEqual(expect.objectContaining({ endpoint: expect.stringContaining('novita'), hedge: true, cancelled: true }));
    await until(() => wasAborted(1));
    expect(await settledOf(response)).toMatchObject({ outcome: 'completed', provider: 'deepinfra', attempts: 2 });
  });

  it('either may fail', async () => {
    three.upstreams[0].script = after(250, BROKEN);
    three.upstreams[1].script = says('from the second', 500);
    const second = await ask({ stream, ...hedged(100) });
    expect(await second.text()).toContain('from the second');
    expect(await settledOf(second)).toMatchObject({ outcome: 'completed', provider: 'novita-ai', attempts: 2 });
    three.upstreams[0].script = says('from the first', 500);
    three.upstreams[1].script = BROKEN;
    const first = await ask({ stream, ...hedged(100) });
    expect(await first.text()).toContain('from the first');
    expect(await settledOf(first)).toMatchObject({ outcome: 'completed', provider: 'deepinfra', attempts: 2 });
    expect(calls()).toEqual([2, 2, 0]);
  });

  it.each([
    [250, 50],
    [150, 200],
  ])('both may fail, after %i and %i ms: a third attempt is the last', async (first, second) => {
    three.upstreams[0].script = after(first, BROKEN);
    three.upstreams[1].script = after(second, BROKEN);
    three.upstreams[2].script = says('from the third');
    const third = await ask({ stream, ...hedged(100) });
    expect(await third.text()).toContain('from the third');
    expect(await settledOf(third)).toMatchObject({ outcome: 'completed', provider: 'nebius', attempts: 3 });
    three.upstreams[2].script = BROKEN;
    const nobody = await ask({ stream, ...hedged(100) });
    expect(nobody.status).toBe(502);
    expect(await settledOf(nobody)).toMatchObject({ outcome: 'failed', attempts: 3, costNanoUsd: 0n });
    expect(calls()).toEqual([2, 2, 2]);
  });

  it('none is of use where the request is at fault', async () => {
    three.upstreams[0].script = after(250, answerWith({ error: { message: 'bad', type: 'invalid_request_error' } }, 400));
    three.upstreams[1].script = SILENT;
    const response = await ask({ stream, ...hedged(100) });
    expect(response.status).toBe(400);
    await until(() => wasAborted(1));
    expect(calls()).toEqual([1, 1, 0]);
  });

  it('both end with their client', async () => {
    three.upstreams[0].script = SILENT;
    three.upstreams[1].script = SILENT;
    const controller = new AbortController();
    const asked = fetch(`${three.world.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'hi' }], stream, ...hedged(100) }),
      signal: controller.signal,
    });
    await until(() => calls()[1] === 1);
    controller.abort();
    await expect(asked).rejects.toThrow('abort');
    await until(() => wasAborted(0) === true && wasAborted(1) === true);
    await expect.poll(async () => (await metrics()).match(/^modelhub_requests_in_flight\S* (\d+)/m)?.[1]).toBe('0');
  });

  it('both end with the gateway', async () => {
    three.upstreams[0].script = SILENT;
    three.upstreams[1].script = SILENT;
    const asked = ask({ stream, ...hedged(100) });
    await until(() => calls()[1] === 1);
    const closed = three.world.gateway.close();
    const response = await asked;
    expect(response.status).toBe(503);
    await closed;
    expect(wasAborted(0)).toBe(true);
    expect(wasAborted(1)).toBe(true);
    expect(calls()).toEqual([1, 1, 0]);
    three.world.gateway = { ...three.world.gateway, close: async () => {} };
  });
});

describe('a second request', () => {
  it('is not made once something of the answer has come', async () => {
    three.upstreams[0].script = streamOf(chunk({ role: 'assistant', content: 'Hel' }), 400, chunk({ content: 'lo' }), ...STREAM_END, 'end');
    expect(await (await ask({ stream: true, ...hedged(100) })).text()).toContain('[DONE]');
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('is not made where fallbacks are not wanted, or nobody asks for it', async () => {
    three.upstreams[0].script = says('late', 400);
    await ask({ provider: { hedge: { after_ms: 100 }, allow_fallbacks: false } });
    await ask({ provider: { hedge: false } });
    await ask({});
    expect(calls()).toEqual([3, 0, 0]);
  });

  it('is not made on our bill beside one on the customer’s own key', async () => {
    const owner = await three.world.addKey();
    await three.world.addCredential(owner.organizationId, { provider: 'deepinfra', apiKey: 'own-secret', fallbackToShared: true });
    three.upstreams[0].script = says('late', 400);
    const body = { model: MODEL, messages: [{ role: 'user', content: 'hi' }], ...hedged(100) };
    expect(await (await three.world.post(owner.secret, body)).text()).toContain('late');
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('goes by what is usual at the endpoint, and is not made while nothing is known of it', async () => {
    const usual = { stream: true, provider: { hedge: true } };
    three.upstreams[0].script = says('late', 400);
    expect(await (await ask(usual)).text()).toContain('late');
    expect(calls()).toEqual([1, 0, 0]);
    three.upstreams[0].script = says('at once');
    for (let i = 0; i < 40; i += 1) await (await ask(usual)).text();
    three.upstreams[0].script = SILENT;
    three.upstreams[1].script = says('from the second');
    expect(await (await ask(usual)).text()).toContain('from the second');
  });

  it('comes out of the retry budget', async () => {
    three.upstreams[0].script = says('late', 300);
    three.upstreams[1].script = SILENT;
    await Promise.all(Array.from({ length: 15 }, async () => (await ask(hedged(60))).text()));
    expect(calls()[0]).toBe(15);
    expect(calls()[1]).toBe(10);
  });

  it('is refused by name where it would do harm', async () => {
    const speech = { model: 'openai/tts-1', input: 'hi', voice: 'alloy', provider: { hedge: true } };
    const refusals = [
      await three.world.post(key.secret, speech, {}, '/v1/audio/speech'),
      await three.world.post(key.secret, { model: 'text-embedding-3-small', input: 'hi', provider: { hedge: true } }, {}, '/v1/embeddings'),
      await ask({ model: 'openai/gpt-4o', web_search_options: {}, provider: { hedge: true } }),
      await ask({ provider: { hedge: { after_ms: 5 } } }),
      await ask({ provider: { hedge: 'yes' } }),
    ];
    for (const response of refusals) {
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { param: expect.stringMatching(/^provider\.hedge/) } });
    }
    expect(calls()).toEqual([0, 0, 0]);
  });
});
