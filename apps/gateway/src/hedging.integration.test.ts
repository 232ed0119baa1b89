import { OWN_KEY_PRICE } from '@modelhub/catalog/price';
import type {} from '@modelhub/testing/vitest-setup';
import { beforeEach, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, chunk, completion, STREAM_END, startScriptedUpstream, streamOf, type UpstreamScript } from './testing/scripted-upstream.ts';
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

async function savePolicy(name: string, document: object): Promise<void> {
  const { sql } = three.world;
  await sql.query('INSERT INTO routing_policies (id, organization_id, name) VALUES ($1, $2, $1)', [name, key.organizationId]);
  await sql.query('INSERT INTO routing_policy_versions (policy_id, version, organization_id, document) VALUES ($1, 1, $2, $3)', [
    name,
    key.organizationId,
    document,
  ]);
  await sql.query('UPDATE routing_policies SET published_version = 1 WHERE id = $1', [name]);
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
    expect(figures).toMatch(/modelhub_hedge_lost_prompts_nano_usd\{endpoint="deepinfra[^}]*\} [1-9]/);
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

  it('the faster serves where the policy wishes it, and the request says nothing', async () => {
    await savePolicy('quick', { steps: [{ name: 'all', models: [MODEL], provider: { hedge: { after_ms: 100 } } }] });
    three.upstreams[0].script = SILENT;
    three.upstreams[1].script = says('from the second');
    const response = await ask({ model: 'policy/quick', stream }, NOTES);
    const notes = await notesOf(response);
    expect(notes).toMatchObject({ policy: { name: 'quick', version: 1, step: 'all' }, attempts: [{ cancelled: true }, { hedge: true }] });
    expect(await settledOf(response)).toMatchObject({ outcome: 'completed', provider: 'novita-ai', attempts: 2 });
    // What a policy wishes a request can refuse.
    three.upstreams[0].script = says('late', 300);
    expect(await (await ask({ model: 'policy/quick', stream, provider: { hedge: false } })).text()).toContain('late');
    expect(calls()).toEqual([2, 1, 0]);
  });

  it.each(['first', 'second'])('on keys of the customer’s own the %s may be the faster one, and nobody is charged', async (faster) => {
    await three.world.addCredential(key.organizationId, { provider: 'deepinfra', apiKey: 'own-deepinfra' });
    await three.world.addCredential(key.organizationId, { provider: 'novita-ai', apiKey: 'own-novita' });
    three.upstreams[0].script = faster === 'first' ? says('fast', 300) : SILENT;
    three.upstreams[1].script = faster === 'first' ? SILENT : says('fast');
    // Both cost nothing of ours.
    const provider = { hedge: { after_ms: 100 }, order: ['deepinfra', 'novita-ai'] };
    const response = await ask({ stream, provider }, NOTES);
    const { attempts } = await notesOf(response);
    expect(attempts).toContainEqual(expect.objectContaining({ endpoint: expect.stringContaining('deepinfra'), provider_key: 'own' }));
    expect(attempts).toContainEqual(expect.objectContaining({ endpoint: expect.stringContaining('novita'), provider_key: 'own', hedge: true }));
    await until(() => wasAborted(faster === 'first' ? 1 : 0));
    expect(calls()).toEqual([1, 1, 0]);
    expect(three.upstreams.slice(0, 2).map(({ requests }) => requests[0]?.headers['authorization'])).toEqual(['Bearer own-deepinfra', 'Bearer own-novita']);
    const served = faster === 'first' ? 'deepinfra' : 'novita-ai';
    expect(await settledOf(response)).toMatchObject({ outcome: 'completed', provider: served, attempts: 2, costNanoUsd: 0n, priceId: OWN_KEY_PRICE.id });
    expect(await metrics()).not.toMatch(/modelhub_hedge_lost_prompts_nano_usd\{[^}]*\} [1-9]/);
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

describe('what a second request may cost', () => {
  // At the one five times what it costs at the other.
  const model = 'qwen/qwen3-8b';

  it('is at most three times the first choice, unless a limit is stated', async () => {
    const dear = await startScriptedUpstream();
    const world = await startGatewayWorld(inject('postgresAdminUrl'), {
      NOVITA_AI_API_KEY: 'secret',
      NOVITA_AI_BASE_URL: three.upstreams[0].url,
      ALIBABA_API_KEY: 'secret',
      ALIBABA_BASE_URL: dear.url,
    });
    try {
      const { secret } = await world.addKey();
      const asked = async (provider: object) => (await world.post(secret, { model, messages: [{ role: 'user', content: 'hi' }], provider })).text();
      three.upstreams[0].script = says('late', 400);
      dear.script = says('from the dear one');
      expect(await asked({ hedge: { after_ms: 100 } })).toContain('late');
      expect(dear.requests).toEqual([]);
      expect(await asked({ hedge: { after_ms: 100 }, max_price: { prompt: 5, completion: 5 } })).toContain('from the dear one');
    } finally {
      await world.close();
      await dear.close();
    }
  });

  it('is the same for what comes after a failure', async () => {
    await savePolicy('fallback', { steps: [{ name: 'all', models: ['openai/gpt-4o-mini', 'anthropic/claude-sonnet-4-5'] }] });
    const { openai, anthropic } = three.world;
    openai.script = BROKEN;
    expect((await ask({ model: 'policy/fallback' })).status).toBe(502);
    expect(anthropic.requests).toEqual([]);
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
