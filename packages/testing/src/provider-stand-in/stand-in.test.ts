import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from './pace.ts';
import { startProviderStandIn, type ProviderStandIn } from './start.ts';

const WEATHER = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city'] };

let standIn: ProviderStandIn;
let client: OpenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => standIn.close());

function messages(body: object, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${standIn.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'sk-ant-test', ...headers },
    body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 4_000, ...body }),
  });
}

async function anthropicEvents(body: object): Promise<Record<string, unknown>[]> {
  const text = await (await messages({ ...body, stream: true })).text();
  return text
    .split('\n')
    .filter((line) => line.startsWith('data: '))
    .map((line) => JSON.parse(line.slice('data: '.length)) as Record<string, unknown>);
}

describe('chat completions', () => {
  const ask = [{ role: 'user', content: 'Как проверить журнал? 🎉' }] as const;

  it('gives one conversation one answer and one usage, streamed and not', async () => {
    const whole = await client.chat.completions.create({ model: 'gpt-4o', messages: [...ask] });
    const stream = await client.chat.completions.create({ model: 'gpt-4o', messages: [...ask], stream: true, stream_options: { include_usage: true } });
    let text = '';
    let usage: unknown = null;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage ??= chunk.usage;
    }
    expect(text).toBe(whole.choices[0]?.message.content);
    expect(text).toMatch(/\p{Script=Cyrillic}/u);
    expect(usage).toEqual(whole.usage);
    const other = await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Как проверить журнал? 🎉 2' }] });
    expect(other.choices[0]?.message.content).not.toBe(text);
  });

  it('counts cached and reasoning tokens inside the totals', async () => {
    const usages = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const { usage } = await client.chat.completions.create({ model: 'gpt-5', messages: [{ role: 'user', content: `${index} ${'word '.repeat(4_000)}` }] });
        return usage;
      }),
    );
    for (const usage of usages) {
      expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
      expect(usage?.completion_tokens).toBeGreaterThan(usage?.completion_tokens_details?.reasoning_tokens ?? Infinity);
      expect(usage?.prompt_tokens).toBeGreaterThanOrEqual(usage?.prompt_tokens_details?.cached_tokens ?? Infinity);
    }
    expect(usages.some((usage) => (usage?.prompt_tokens_details?.cached_tokens ?? 0) > 0)).toBe(true);
  });

  it('calls offered tools with arguments of their schema, and answers their results', async () => {
    const tools = [{ type: 'function' as const, function: { name: 'weather', parameters: WEATHER } }];
    const first = await client.chat.completions.create({ model: 'gpt-4o', messages: [...ask], tools, tool_choice: 'required' });
    const calls = first.choices[0]?.message.tool_calls ?? [];
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      if (call.type !== 'function') throw new Error('not a function call');
      expect(JSON.parse(call.function.arguments)).toMatchObject({ city: expect.any(String) as unknown, days: expect.any(Number) as unknown });
    }
    const results = calls.map((call) => ({ role: 'tool' as const, tool_call_id: call.id, content: '{"celsius": 21}' }));
    const second = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [...ask, { role: 'assistant', content: null, tool_calls: calls }, ...results],
      tools,
    });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it('tells how likely each token was, and never cuts a character', async () => {
    const request = { model: 'gpt-4o', messages: [{ role: 'user' as const, content: '🎉🎉' }], logprobs: true, top_logprobs: 2, n: 2 };
    const whole = await client.chat.completions.create(request);
    const text = whole.choices[0]?.message.content ?? '';
    expect(text).toMatch(/\p{Extended_Pictographic}/u);
    expect(whole.choices.map(({ message }) => message.content)).toEqual([text, text]);
    const entries = whole.choices[1]?.logprobs?.content ?? [];
    expect(entries.map(({ token }) => token).join('')).toBe(text);
    expect(entries[0]?.top_logprobs).toHaveLength(2);
    const streamed: unknown[] = [];
    for await (const { choices } of await client.chat.completions.create({ ...request, stream: true })) {
      for (const choice of choices) {
        expect((choice.delta.content ?? '').isWellFormed()).toBe(true);
        if (choice.index === 1) streamed.push(...(choice.logprobs?.content ?? []));
      }
    }
    expect(streamed).toEqual(entries);
  });

  it('keeps to a token limit and to a schema', async () => {
    const short = await client.chat.completions.create({ model: 'gpt-4o', messages: [...ask], max_tokens: 3 });
    expect(short.choices[0]?.finish_reason).toBe('length');
    expect(short.usage?.completion_tokens).toBeLessThanOrEqual(3);
    const structured = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [...ask],
      response_format: { type: 'json_schema', json_schema: { name: 'weather', schema: WEATHER } },
    });
    expect(JSON.parse(structured.choices[0]?.message.content ?? '')).toHaveProperty('city');
  });
});

describe('messages', () => {
  const marked = [{ role: 'user', content: [{ type: 'text', text: 'word '.repeat(2_000), cache_control: { type: 'ephemeral', ttl: '1h' } }] }];

  it('reports cache writes and reads beside the input, alike streamed and not', async () => {
    const whole = (await (await messages({ messages: marked })).json()) as { usage: Record<string, number> };
    expect(whole.usage).toMatchObject({ cache_creation: { ephemeral_5m_input_tokens: 0 } });
    expect(whole.usage['cache_creation_input_tokens']).toBeGreaterThan(0);
    expect(whole.usage['input_tokens']).toBeGreaterThan(0);
    expect(whole.usage['output_tokens']).toBeGreaterThan(0);
    const events = await anthropicEvents({ messages: marked });
    expect(events[0]).toMatchObject({ type: 'message_start', message: { usage: { ...whole.usage, output_tokens: 1 } } });
    expect(events.at(-2)).toMatchObject({ type: 'message_delta', usage: { output_tokens: whole.usage['output_tokens'] } });
    expect(events.at(-1)).toEqual({ type: 'message_stop' });
  });

  it('thinks with a signature when it is asked to', async () => {
    const events = await anthropicEvents({ messages: [{ role: 'user', content: 'Why?' }], thinking: { type: 'enabled', budget_tokens: 1_024 } });
    expect(events.map((event) => (event['delta'] as { type?: string } | undefined)?.type)).toEqual(
      expect.arrayContaining(['thinking_delta', 'signature_delta', 'text_delta']),
    );
  });

  it('refuses a request without a key in its own dialect', async () => {
    const refused = await messages({ messages: marked }, { 'x-api-key': '' });
    expect(refused.status).toBe(401);
    expect(await refused.json()).toMatchObject({ type: 'error', error: { type: 'authentication_error' } });
  });
});

describe('chaos', () => {
  const chat = (text: string, stream = false): Promise<Response> =>
    fetch(`${standIn.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer sk-test' },
      body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: text }], stream, stream_options: { include_usage: true } }),
    });

  it('fails as the dialect documents it, by a word in the text', async () => {
    const limited = await chat('[[chaos:rate-limit]]');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await limited.json()).toMatchObject({ error: { code: 'rate_limit_exceeded' } });
    const overloaded = await messages({ messages: [{ role: 'user', content: '[[chaos:overloaded]]' }] });
    expect(overloaded.status).toBe(529);
    expect((await chat('[[chaos:server-error]]')).status).toBe(500);
  });

  it('fails as often as another process asks for', async () => {
    const control = (rule: object): Promise<Response> => fetch(`${standIn.url}/_control/chaos`, { method: 'POST', body: JSON.stringify(rule) });
    await control({ kind: 'server-error', times: 2, containing: 'fragile' });
    const statuses: number[] = [];
    for (const text of ['sturdy', 'fragile', 'fragile', 'fragile']) statuses.push((await chat(text)).status);
    expect(statuses).toEqual([200, 500, 500, 200]);
    expect((await control({ kind: 'no such kind' })).status).toBe(500);
  });

  it('ends a cut stream without its terminal event, and breaks a reset one', async () => {
    const cut = await (await chat('[[chaos:cut-stream]] please', true)).text();
    expect(cut).toContain('"content"');
    expect(cut).not.toContain('[DONE]');
    await expect(chat('[[chaos:reset-mid-stream]]', true).then((response) => response.text())).rejects.toThrow('terminated');
    await expect(chat('[[chaos:reset]]')).rejects.toThrow('fetch failed');
    expect(await (await chat('[[chaos:error-mid-stream]]', true)).text()).toMatch(/"error":\{"message"[^\n]*\n\n$/);
  });

  it('hangs until the caller leaves', async () => {
    for (const kind of ['hang-before-headers', 'hang-mid-stream']) {
      const signal = AbortSignal.timeout(300);
      const hung = fetch(`${standIn.url}/v1/messages`, {
        method: 'POST',
        headers: { 'x-api-key': 'k' },
        body: JSON.stringify({ model: 'claude-sonnet-4-5', max_tokens: 100, stream: true, messages: [{ role: 'user', content: `[[chaos:${kind}]]` }] }),
        signal,
      }).then((response) => response.text());
      await expect(hung).rejects.toThrow('timeout');
    }
  });

  it('tells no usage, or zeros', async () => {
    expect(await (await chat('[[chaos:no-usage]]')).json()).not.toHaveProperty('usage');
    expect(await (await chat('[[chaos:no-usage]]', true)).text()).not.toContain('"prompt_tokens"');
    expect(await (await chat('[[chaos:zero-usage]]')).json()).toMatchObject({ usage: { prompt_tokens: 0, completion_tokens: 0 } });
  });
});

it('says in the sandbox that no model was asked', async () => {
  const sandbox = await startProviderStandIn({ isSandbox: true, pace: NO_PACE });
  try {
    const { data, response } = await new OpenAI({ baseURL: `${sandbox.url}/v1`, apiKey: 'sandbox' }).chat.completions
      .create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hello there' }] })
      .withResponse();
    expect(response.headers.get('x-modelhub-sandbox')).toBe('true');
    expect(data.choices[0]?.message.content).toMatch(/^This is ModelHub's sandbox.*"Hello there".*OPENAI_API_KEY/s);
  } finally {
    await sandbox.close();
  }
});
