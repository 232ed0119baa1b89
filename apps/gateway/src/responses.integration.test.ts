import type {} from '@modelhub/testing/vitest-setup';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { validateResponse } from '@modelhub/api-schemas/validate';
import { capturesOf } from '@modelhub/providers/testing/captures';
import { providerResponse, providerStream } from '@modelhub/providers/testing/responses-stream';
import { freePort } from '@modelhub/testing/postgres';
import OpenAI from 'openai';
import pg from 'pg';
import { zodTextFormat } from 'openai/helpers/zod';
import type { ResponseInput, ResponseInputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';
import { answerWith, streamOf, type UpstreamScript } from './testing/scripted-upstream.ts';

let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'), { UPSTREAM_IDLE_TIMEOUT_MS: '2000', UPSTREAM_START_TIMEOUT_MS: '2000' });
  key = await world.addKey();
});
afterAll(() => world.close());
beforeEach(() => {
  world.openai.requests.length = 0;
  world.anthropic.requests.length = 0;
});

const NATIVE = 'gpt-5';
const TRANSLATED = 'claude-sonnet-4-5';
type Fields = Record<string, unknown>;

const captureOf = (name: string) => {
  const found = capturesOf('anthropic').find((capture) => capture.name === name);
  if (found === undefined) throw new Error(`${name} is gone`);
  return found;
};

/** What Claude says to the nth request; the last answer stays. */
function claudeSays(...answers: readonly { readonly whole: Buffer; readonly stream: Buffer }[]): UpstreamScript {
  let turn = 0;
  return (response, { body }) => {
    const answer = answers[Math.min(turn, answers.length - 1)];
    turn += 1;
    if (answer === undefined) throw new Error('nothing to say');
    const isStream = body['stream'] === true;
    response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
    response.end(isStream ? answer.stream : answer.whole);
  };
}

function claudeText(text: string): { whole: Buffer; stream: Buffer } {
  const usage = { input_tokens: 10, output_tokens: 5 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude', content: [{ type: 'text', text }], stop_reason: 'end_turn', usage };
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } },
    { type: 'message_stop' },
  ];
  const stream = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  return { whole: Buffer.from(JSON.stringify(message)), stream: Buffer.from(stream) };
}

const create = (body: Fields | string, secret = key.secret): Promise<Response> => world.post(secret, body, {}, '/v1/responses');
const client = (secret = key.secret) => world.client(secret);
const sentTo = (upstream: 'openai' | 'anthropic', at = -1): Fields => world[upstream].requests.at(at)?.body ?? {};

describe.each([
  ['native', NATIVE, 'Grüße: {"usage":{}} "type":"response.failed"\n\ndata: x'],
  ['translated', TRANSLATED, 'Bonjour'],
])('a %s response', (kind, model, text) => {
  beforeEach(() => {
    world.openai.script = (response, request) =>
      request.body['stream'] === true ? streamOf(providerStream(), 'end')(response, request) : answerWith(providerResponse())(response, request);
    world.anthropic.script = claudeSays(claudeText('Bonjour'));
  });

  it('reaches the SDK whole and streamed, says the same, and is charged the same', async () => {
    const { data: whole, response } = await client().responses.create({ model, input: 'Hi' }).withResponse();
    expect(whole.output_text).toBe(text);
    expect(whole).toMatchObject({ object: 'response', status: 'completed', store: true, previous_response_id: null });
    const generationId = response.headers.get('x-generation-id') ?? '';
    expect(whole.id).toBe(generationId.replace('gen_', 'resp_'));

    const stream = client().responses.stream({ model, input: 'Hi' });
    const types: string[] = [];
    for await (const event of stream) types.push(event.type);
    const final = await stream.finalResponse();
    expect(types.slice(0, 3)).toEqual(['response.created', 'response.in_progress', 'response.output_item.added']);
    expect(types.at(-1)).toBe('response.completed');
    expect(final.output_text).toBe(text);
    expect(final.usage).toEqual(whole.usage);
    const [one, two] = [await world.settled(generationId), await world.settled(final.id.replace('resp_', 'gen_'))];
    expect(one).toMatchObject({ surface: 'responses', outcome: 'completed', usageSource: 'provider' });
    expect([two.costNanoUsd, two.usage, two.finishReason]).toEqual([one.costNanoUsd, one.usage, one.finishReason]);
    expect(one.costNanoUsd).toBeGreaterThan(0n);
  });

  it('is kept, and gone when it is deleted', async () => {
    const made = await client().responses.create({ model, input: 'Hi', metadata: { a: 'b' } });
    expect(await client().responses.retrieve(made.id)).toEqual(made);
    const items = await client().responses.inputItems.list(made.id);
    expect(items.data).toMatchObject([{ type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] }]);
    await client().responses.delete(made.id);
    await expect(client().responses.retrieve(made.id)).rejects.toMatchObject({ status: 404, code: 'not_found' });
  });

  it('is what OpenAI describes, wherever it is asked for', async () => {
    const { id } = await client().responses.create({ model, input: 'Hi' });
    const { id: queued } = await client().responses.create({ model, input: [{ role: 'user', content: 'Hi' }], background: true, previous_response_id: id });
    const asked = [
      ['responses.get', 'GET', id],
      ['responses.get', 'GET', queued],
      ['responses.input_items', 'GET', `${queued}/input_items`],
      ['responses.cancel', 'POST', `${queued}/cancel`],
      ['responses.delete', 'DELETE', id],
    ] as const;
    for (const [surface, method, path] of asked) {
      const response = await fetch(`${world.url}/v1/responses/${path}`, { method, headers: { authorization: `Bearer ${key.secret}` } });
      expect([path, response.status, validateResponse(surface, await response.json())]).toEqual([path, 200, []]);
    }
  });

  it('is not kept where the client says so, and never at the provider', async () => {
    const made = await client().responses.create({ model, input: 'Hi', store: false });
    expect(made).toMatchObject({ store: false });
    await expect(client().responses.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
    if (kind === 'native') expect(sentTo('openai')).toMatchObject({ store: false });
    await client().responses.create({ model, input: 'Hi', store: true });
    if (kind === 'native') expect(sentTo('openai')).toMatchObject({ store: false });
  });

  it('belongs to its tenant alone', async () => {
    const made = await client().responses.create({ model, input: 'My secret' });
    const other = await world.addKey();
    const { responses } = client(other.secret);
    const attempts = [
      () => responses.retrieve(made.id),
      () => responses.inputItems.list(made.id),
      () => responses.delete(made.id),
      () => responses.cancel(made.id),
      () => responses.create({ model, input: 'And?', previous_response_id: made.id }),
      () => responses.create({ model, input: [{ type: 'item_reference', id: made.output.at(-1)?.id ?? '' }] }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ status: 404, code: 'not_found' });
    expect(await client().responses.retrieve(made.id)).toEqual(made);
  });

  it('that breaks off is an error to the SDK, is not charged, and is kept as failed', async () => {
    world.openai.script = streamOf(providerStream().slice(0, 3_000), 20, 'reset');
    world.anthropic.script = streamOf(claudeText('Bonjour').stream.toString().slice(0, 420), 20, 'reset');
    const events: ResponseStreamEvent[] = [];
    const stream = await client().responses.create({ model, input: 'Hi', stream: true });
    await expect(
      (async () => {
        for await (const event of stream) events.push(event);
      })(),
    ).rejects.toThrow(/broke off/);
    const [created] = events;
    if (created?.type !== 'response.created') throw new Error('no beginning');
    expect(events.some(({ type }) => type === 'response.completed')).toBe(false);
    expect(await world.settled(created.response.id.replace('resp_', 'gen_'))).toMatchObject({ outcome: 'truncated', usageSource: 'none', costNanoUsd: 0n });
    expect(await client().responses.retrieve(created.response.id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  });
});

describe('a conversation', () => {
  it('goes on by previous_response_id, with another model as well', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'), claudeText('Eight.'));
    const first = await client().responses.create({ model: TRANSLATED, input: 'Two and two?', instructions: 'Be short.' });
    const second = await client().responses.create({ model: TRANSLATED, input: 'Twice that?', previous_response_id: first.id });
    expect(second).toMatchObject({ output_text: 'Eight.', previous_response_id: first.id });
    expect(sentTo('anthropic')).toMatchObject({
      messages: [
        { role: 'user', content: [{ text: 'Two and two?' }] },
        { role: 'assistant', content: [{ text: 'Four.' }] },
        { role: 'user', content: [{ text: 'Twice that?' }] },
      ],
    });
    // Instructions are of one response, not of the conversation.
    expect(sentTo('anthropic')['system']).toBeUndefined();

    world.openai.script = answerWith(providerResponse());
    const third = await client().responses.create({ model: NATIVE, input: 'And now?', previous_response_id: second.id });
    expect(third.previous_response_id).toBe(second.id);
    const sent = sentTo('openai');
    expect(sent).not.toHaveProperty('previous_response_id');
    expect((sent['input'] as Fields[]).map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    const items = await client().responses.inputItems.list(third.id, { order: 'asc', limit: 2 });
    expect(items.data.map((item) => 'role' in item && item.role)).toEqual(['user', 'assistant']);
    expect(items.hasNextPage()).toBe(true);
    const all: ResponseInputItem[] = [];
    for await (const item of client().responses.inputItems.list(third.id, { order: 'asc', limit: 2 })) all.push(item as ResponseInputItem);
    expect(all).toHaveLength(5);
  });

  it('goes on by references to items', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'));
    const first = await client().responses.create({ model: TRANSLATED, input: 'Two and two?' });
    const input: ResponseInput = [
      { role: 'user', content: 'Two and two?' },
      { type: 'item_reference', id: first.output[0]?.id ?? '' },
      { role: 'user', content: 'Sure?' },
    ];
    await client().responses.create({ model: TRANSLATED, input });
    expect(sentTo('anthropic')['messages']).toMatchObject([{ role: 'user' }, { role: 'assistant', content: [{ text: 'Four.' }] }, { role: 'user' }]);
  });

  it('cannot go on from what is gone', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'));
    const first = await client().responses.create({ model: TRANSLATED, input: 'a' });
    const second = await client().responses.create({ model: TRANSLATED, input: 'b', previous_response_id: first.id });
    await client().responses.delete(first.id);
    const third = client().responses.create({ model: TRANSLATED, input: 'c', previous_response_id: second.id });
    await expect(third).rejects.toMatchObject({ status: 404, code: 'not_found', param: 'previous_response_id' });
    const unknown = client().responses.create({ model: TRANSLATED, input: 'c', previous_response_id: `resp_${'0'.repeat(32)}` });
    await expect(unknown).rejects.toMatchObject({ status: 404, param: 'previous_response_id' });
  });

  it('is not longer than a request may be', async () => {
    world.anthropic.script = claudeSays(claudeText('Noted.'));
    // Pictures are bytes and hardly any tokens.
    const image_url = `data:image/png;base64,${'A'.repeat(7 * 1024 * 1024)}`;
    const input: ResponseInput = [{ role: 'user', content: [{ type: 'input_image', image_url, detail: 'auto' }] }];
    const first = await client().responses.create({ model: TRANSLATED, input });
    const second = await client().responses.create({ model: TRANSLATED, input, previous_response_id: first.id });
    const third = client().responses.create({ model: TRANSLATED, input, previous_response_id: second.id });
    await expect(third).rejects.toMatchObject({ status: 413, param: 'previous_response_id' });
  });

  it('cannot be asked for by what is no id', async () => {
    for (const id of ['%00', 'x', `resp_${'0'.repeat(31)}`, encodeURIComponent("' OR 1=1")]) {
      const response = await fetch(`${world.url}/v1/responses/${id}`, { headers: { authorization: `Bearer ${key.secret}` } });
      expect(response.status).toBe(404);
    }
    const byItem = client().responses.create({ model: TRANSLATED, input: [{ type: 'item_reference', id: 'a\0b' }] });
    await expect(byItem).rejects.toMatchObject({ status: 404, param: 'input[0].id' });
  });

  it.each(['whole', 'streamed'])('keeps signatures in a tool loop of three turns, with items and by id: %s', async (form) => {
    const [first, third] = [captureOf('thinking-parallel-tools'), captureOf('redacted-thinking')];
    const original = ({ whole }: typeof first): unknown => (JSON.parse(whole.toString()) as Fields)['content'];
    const say = async (body: Fields) => {
      const request = { model: 'claude-opus-4-5', reasoning: { effort: 'low' as const }, max_output_tokens: 8_000, tools: TOOLS, ...body };
      return form === 'whole' ? client().responses.create({ ...request, stream: false }) : client().responses.stream(request).finalResponse();
    };
    world.anthropic.script = claudeSays(first, third, claudeText('Done.'));
    const one = await say({ input: 'Go' });
    const results = one.output.flatMap((item) =>
      item.type === 'function_call' ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: 'ok' }] : [],
    );
    expect(results.length).toBeGreaterThan(1);
    const two = await say({ input: results, previous_response_id: one.id });
    await say({ input: 'Next', previous_response_id: two.id });
    const byId = sentTo('anthropic')['messages'] as Fields[];
    expect(byId.map(({ role }) => role)).toEqual(['user', 'assistant', 'user', 'assistant', 'user']);
    expect(byId[1]?.['content']).toEqual(original(first));
    expect(byId[3]?.['content']).toEqual(original(third));

    await say({ input: [{ role: 'user', content: 'Go' }, ...one.output, ...results, ...two.output, { role: 'user', content: 'Next' }] });
    expect(sentTo('anthropic')['messages']).toEqual(byId);
  });
});

const TOOLS = ['get_weather', 'get_time', 'search', 'lookup'].map((name) => ({
  type: 'function' as const,
  name,
  parameters: { type: 'object', properties: {} },
  strict: false,
}));

describe('structured output', () => {
  it('is parsed by the SDK', async () => {
    world.anthropic.script = claudeSays(claudeText('{"answer":42}'));
    const parsed = await client().responses.parse({
      model: TRANSLATED,
      input: 'What is the answer?',
      text: { format: zodTextFormat(z.object({ answer: z.number() }), 'answer') },
    });
    expect(parsed.output_parsed).toEqual({ answer: 42 });
    expect(sentTo('anthropic')).toMatchObject({ output_config: { format: { type: 'json_schema', schema: { required: ['answer'] } } } });
  });
});

const waitFor = async (id: string, ...statuses: string[]) => {
  for (let i = 0; i < 200; i += 1) {
    const response = await client().responses.retrieve(id);
    if (statuses.includes(response.status ?? '')) return response;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} never was ${statuses.join(' or ')}`);
};

describe('a response in the background', () => {
  const slowly =
    (text: string, ms: number): UpstreamScript =>
    async (response, request) => {
      await new Promise((resolve) => setTimeout(resolve, ms));
      await claudeSays(claudeText(text))(response, request);
    };

  it('is made while nobody waits, and charged like any other', async () => {
    world.anthropic.script = slowly('Later.', 150);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    expect(queued).toMatchObject({ status: 'queued', background: true, output: [] });
    expect((await client().responses.retrieve(queued.id)).status).toMatch(/queued|in_progress/);
    expect(await waitFor(queued.id, 'completed')).toMatchObject({ output_text: 'Later.', background: true, usage: { output_tokens: 5 } });
    expect(await world.settled(queued.id.replace('resp_', 'gen_'))).toMatchObject({ outcome: 'completed', usageSource: 'provider' });
    // As a stream, so that it may take longer than an answer that somebody waits for.
    expect(sentTo('anthropic')).toMatchObject({ stream: true });
  });

  it('pays what it got until it was cancelled', async () => {
    const events = claudeText('Some words that were delivered.')
      .stream.toString()
      .split(/(?<=\n\n)/);
    world.anthropic.script = streamOf(...events.slice(0, 3), 10_000);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    await waitFor(queued.id, 'in_progress');
    await expect.poll(() => world.anthropic.requests.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await client().responses.cancel(queued.id);
    const settled = await world.settled(queued.id.replace('resp_', 'gen_'));
    expect(settled).toMatchObject({ outcome: 'cancelled', usageSource: 'checkpoint', usage: { input: 10 } });
    expect(settled.costNanoUsd).toBeGreaterThan(0n);
  });

  it('goes on when the client of its stream leaves', async () => {
    const events = claudeText('Later.')
      .stream.toString()
      .split(/(?<=\n\n)/);
    world.anthropic.script = streamOf(...events.slice(0, 3), 300, ...events.slice(3), 'end');
    const stream = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true, stream: true });
    let id = '';
    for await (const event of stream) {
      if (event.type === 'response.created') id = event.response.id;
      if (event.type === 'response.output_text.delta') break;
    }
    expect(await waitFor(id, 'completed', 'failed', 'cancelled')).toMatchObject({ status: 'completed', output_text: 'Later.' });
    expect(world.anthropic.requests.at(-1)?.wasAborted).toBe(false);
  });

  it('is cancelled: the provider is let go, and what it cost is settled', async () => {
    world.anthropic.script = streamOf(5_000);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    await waitFor(queued.id, 'in_progress');
    expect(await client().responses.cancel(queued.id)).toMatchObject({ id: queued.id, status: 'cancelled' });
    expect(await client().responses.cancel(queued.id)).toMatchObject({ status: 'cancelled' });
    expect(await world.settled(queued.id.replace('resp_', 'gen_'))).toMatchObject({ outcome: 'cancelled' });
    expect(world.anthropic.requests.at(-1)?.wasAborted).toBe(true);
    expect(await client().responses.retrieve(queued.id)).toMatchObject({ status: 'cancelled' });
    const next = client().responses.create({ model: TRANSLATED, input: 'Go on', previous_response_id: queued.id });
    await expect(next).rejects.toMatchObject({ status: 400, param: 'previous_response_id' });
  });

  it('that fails says so', async () => {
    world.anthropic.script = answerWith({ type: 'error', error: { type: 'invalid_request_error', message: 'no such thing' } }, 400);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    expect(await waitFor(queued.id, 'failed')).toMatchObject({ status: 'failed', error: { code: 'invalid_prompt', message: 'no such thing' } });
  });

  it('is refused at once where it could never be made', async () => {
    for (const body of [{ model: 'no-such-model' }, { model: TRANSLATED, input: [{ type: 'nonsense' }], store: false }])
      await expect(client().responses.create({ input: 'Hi', background: true, ...body } as never)).rejects.toMatchObject({
        status: expect.any(Number) as number,
      });
    const { rows } = await world.sql.query(`SELECT FROM responses WHERE status IN ('queued', 'in_progress')`);
    expect(rows).toEqual([]);
  });

  it('of a gateway that is gone does not stay in progress', async () => {
    world.anthropic.script = streamOf(5_000);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    await waitFor(queued.id, 'in_progress');
    await world.sql.query(`UPDATE responses SET lease_until = now() - interval '1 second' WHERE id = $1`, [queued.id]);
    expect(await client().responses.retrieve(queued.id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
  });

  it('is ended by what another gateway wrote', async () => {
    world.anthropic.script = streamOf(10_000);
    const queued = await client().responses.create({ model: TRANSLATED, input: 'Hi', background: true });
    await waitFor(queued.id, 'in_progress');
    await world.sql.query(`UPDATE responses SET status = 'cancelled', lease_until = NULL WHERE id = $1`, [queued.id]);
    expect(await world.settled(queued.id.replace('resp_', 'gen_'))).toMatchObject({ outcome: 'cancelled' });
    expect(await client().responses.retrieve(queued.id)).toMatchObject({ status: 'cancelled' });
  });

  it('cannot be cancelled where it is none', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'));
    const made = await client().responses.create({ model: TRANSLATED, input: 'Hi' });
    await expect(client().responses.cancel(made.id)).rejects.toMatchObject({ status: 400 });
  });
});

describe('a gateway that is killed', () => {
  it('leaves a response that others read, and end when its lease is over', async () => {
    const port = await freePort();
    const journal = await mkdtemp(path.join(os.tmpdir(), 'modelhub-victim-'));
    const victim = spawn(process.execPath, [path.join(import.meta.dirname, 'server.ts')], {
      env: {
        PATH: process.env['PATH'],
        GATEWAY_PORT: String(port),
        GATEWAY_METRICS_PORT: String(await freePort()),
        GATEWAY_ID: 'victim',
        LOG_LEVEL: 'silent',
        DATABASE_URL: world.database.url,
        JOURNAL_DIR: journal,
        API_KEY_PEPPER: world.env.API_KEY_PEPPER,
        ANTHROPIC_API_KEY: 'upstream-anthropic-secret',
        ANTHROPIC_BASE_URL: world.anthropic.url,
      },
      stdio: 'ignore',
    });
    try {
      const isUp = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
      await expect.poll(isUp, { timeout: 20_000 }).toBe(true);
      world.anthropic.script = streamOf(30_000);
      const there = new OpenAI({ apiKey: key.secret, baseURL: `http://127.0.0.1:${port}/v1`, maxRetries: 0 });
      const { id } = await there.responses.create({ model: TRANSLATED, input: 'Hi', background: true });
      await waitFor(id, 'in_progress');
      await expect.poll(() => world.anthropic.requests.length).toBe(1);
      victim.kill('SIGKILL');
      await once(victim, 'exit');
      expect((await client().responses.retrieve(id)).status).toBe('in_progress');
      const { rows } = await world.sql.query('SELECT lease_until < now() + $2::interval AS is_short FROM responses WHERE id = $1', [id, '61 seconds']);
      expect(rows).toEqual([{ is_short: true }]);
      await world.sql.query(`UPDATE responses SET lease_until = lease_until - interval '61 seconds' WHERE id = $1`, [id]);
      expect(await client().responses.retrieve(id)).toMatchObject({ status: 'failed', error: { code: 'server_error' } });
    } finally {
      victim.kill('SIGKILL');
      await rm(journal, { recursive: true, force: true });
    }
  });
});

it('without its tenant a gateway can read, change and remove nothing that is kept', async () => {
  world.anthropic.script = claudeSays(claudeText('Kept.'));
  const { id } = await client().responses.create({ model: TRANSLATED, input: 'Hi' });
  await client().responses.retrieve(id);
  const gateway = new pg.Client(world.database.urlAs('modelhub_gateway'));
  await gateway.connect();
  try {
    const count = async (sql: string) => (await gateway.query(sql)).rowCount;
    expect(await count(`SELECT FROM responses WHERE id = '${id}'`)).toBe(0);
    expect(await count(`UPDATE responses SET body = '{}' WHERE id = '${id}'`)).toBe(0);
    expect(await count(`DELETE FROM responses WHERE id = '${id}'`)).toBe(0);
    await gateway.query(`SELECT set_config('app.organization_id', $1, false)`, [key.organizationId]);
    expect(await count(`SELECT FROM responses WHERE id = '${id}'`)).toBe(1);
  } finally {
    await gateway.end();
  }
});

it('an answer that cannot be kept is answered all the same', async () => {
  world.openai.script = answerWith(providerResponse());
  const deep = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const response = await create(`{"model":"${NATIVE}","input":[{"role":"user","content":"Hi","more":${deep}}]}`);
  expect(response.status).toBe(200);
  const { id } = (await response.json()) as { id: string };
  await expect(client().responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
});

describe('refusals', () => {
  it.each([
    [{ input: 'Hi', conversation: 'conv_1' }, 'conversation'],
    [{ input: 'Hi', tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] }, 'tools[0].type'],
    [{ input: 'Hi', truncation: 'auto' }, 'truncation'],
    [{ input: 'Hi', reasoning: { effort: 'sideways' } }, 'reasoning.effort'],
    [{ input: 'Hi', max_output_tokens: 'many' }, 'max_output_tokens'],
    [{}, 'input'],
  ])('name the parameter: %j', async (body, param) => {
    const response = await create({ model: TRANSLATED, ...body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, type: 'invalid_request_error' } });
    expect(world.anthropic.requests).toHaveLength(0);
  });

  it('of replaying a stream', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'));
    const made = await client().responses.create({ model: TRANSLATED, input: 'Hi' });
    await expect(client().responses.retrieve(made.id, { stream: true })).rejects.toMatchObject({ status: 400, param: 'stream' });
  });

  it('of pages that are none', async () => {
    world.anthropic.script = claudeSays(claudeText('Four.'));
    const made = await client().responses.create({ model: TRANSLATED, input: 'Hi' });
    await expect(client().responses.inputItems.list(made.id, { limit: 101 })).rejects.toMatchObject({ status: 400, param: 'limit' });
  });
});

describe('a gateway that stops', () => {
  it('writes down what it has, and says of what it was making that it failed', async () => {
    const other = await startGatewayWorld(inject('postgresAdminUrl'), { DRAIN_TIMEOUT_MS: '100' });
    try {
      const { secret } = await other.addKey();
      other.anthropic.script = claudeSays(claudeText('Kept.'));
      const made = await other.client(secret).responses.create({ model: TRANSLATED, input: 'Hi' });
      other.anthropic.script = streamOf(10_000);
      const queued = await other.client(secret).responses.create({ model: TRANSLATED, input: 'Hi', background: true });
      await other.gateway.close();
      const { rows } = await other.sql.query('SELECT id, status, error_code, lease_until FROM responses ORDER BY id');
      expect(rows).toEqual([
        { id: made.id, status: 'completed', error_code: null, lease_until: null },
        { id: queued.id, status: 'failed', error_code: 'server_error', lease_until: null },
      ]);
    } finally {
      await other.close();
    }
  });
});

it('tokens of an input are counted without a request to anybody', async () => {
  const counted = await client().responses.inputTokens.count({ model: TRANSLATED, input: 'word '.repeat(1_000) });
  expect(counted).toMatchObject({ object: 'response.input_tokens' });
  expect(counted.input_tokens).toBeGreaterThan(900);
  expect(world.anthropic.requests).toHaveLength(0);
});
