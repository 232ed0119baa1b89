import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointOf, requestOf } from '../testing/requests.ts';
import { openrouter } from '../openrouter/index.ts';
import { openai } from './index.ts';

const endpoint = endpointOf('gpt-4o');
const alias = { ...endpoint, upstreamModel: 'gpt-4o-2024-11-20' };
const sent = (body: string, to = endpoint): string => requestOf(openai, body, to).body.toString('utf8');
const parsed = (body: string, to = endpoint): Record<string, unknown> => JSON.parse(sent(body, to)) as Record<string, unknown>;
const MESSAGES = '"messages":[{"role":"user","content":"Hi"}]';

describe('request to OpenAI', () => {
  test('goes to the chat completions with our credential', () => {
    expect(requestOf(openai, {}, endpoint)).toMatchObject({
      path: '/chat/completions',
      headers: ['content-type', 'application/json', 'authorization', 'Bearer sk-upstream-0123456789'],
    });
  });

  test.each([
    `{"model":"gpt-4o",${MESSAGES}}`,
    `{ "seed": 12345678901234567890, "temperature": 1.0,\n\t"model" : "gpt-4o", ${MESSAGES}, "unknown_field": {"a": [1e2]} }`,
    `{"model":"gpt-4o",${MESSAGES},"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":false}}`,
    `{"model":"gpt-4o","messages":[{"role":"user","content":"a \\"model\\": \\"x\\" and \\u00e9, \\u003cb\\u003e 👋"}]}`,
  ])('passes byte for byte when nothing has to change: %s', (body) => {
    expect(sent(body)).toBe(body);
  });

  test('another name of the model is put in its place, and nothing else moves', () => {
    expect(sent(`{"seed":12345678901234567890, "model" : "gpt-4o:floor" ,${MESSAGES}}`, alias)).toBe(
      `{"seed":12345678901234567890, "model" : "gpt-4o-2024-11-20" ,${MESSAGES}}`,
    );
  });

  test('a stream is asked for its usage', () => {
    expect(sent(`{"model":"gpt-4o",${MESSAGES},"stream":true}`)).toBe(`{"stream_options":{"include_usage":true},"model":"gpt-4o",${MESSAGES},"stream":true}`);
    expect(sent(` {\n "model":"gpt-4o",${MESSAGES},"stream":true}`, alias)).toBe(
      ` {"stream_options":{"include_usage":true},\n "model":"gpt-4o-2024-11-20",${MESSAGES},"stream":true}`,
    );
    for (const options of ['null', '{"include_usage":false,"include_obfuscation":false}', '{}']) {
      const body = parsed(`{"model":"gpt-4o",${MESSAGES},"stream":true,"stream_options":${options}}`);
      expect(body['stream_options']).toEqual({ ...(JSON.parse(options) as object | null), include_usage: true });
    }
    expect(parsed(`{"model":"gpt-4o",${MESSAGES},"stream":false}`)).not.toHaveProperty('stream_options');
    // What cannot be read is for OpenAI to refuse.
    expect(parsed(`{"model":"gpt-4o",${MESSAGES},"stream":true,"stream_options":"all"}`)['stream_options']).toBe('all');
  });

  test('our routing fields never reach a provider, however they are spelled', () => {
    for (const own of ['"models":["a"]', '"provider":{"order":["openai"]}', '"provider":null', '"pro\\u0076ider":{}', '"models":[],"models":["b"]']) {
      const body = parsed(`{"model":"gpt-4o:nitro",${MESSAGES},${own},"seed":12345678901234567890}`);
      expect(Object.keys(body).toSorted()).toEqual(['messages', 'model', 'seed']);
      expect(body['model']).toBe('gpt-4o');
      expect(sent(`{"model":"gpt-4o",${MESSAGES},${own},"seed":12345678901234567890}`)).toContain('"seed":12345678901234567890');
    }
  });

  test('reasoning of another dialect that the client sends back is taken out', () => {
    const body = parsed(
      '{"model":"gpt-4o","messages":[{"role":"assistant","content":"x","reasoning_content":"t","reasoning_details":[{"type":"reasoning.text"}]},{"role":"user","content":"reasoning_details"}]}',
    );
    expect(body['messages']).toEqual([
      { role: 'assistant', content: 'x' },
      { role: 'user', content: 'reasoning_details' },
    ]);
  });

  describe('a provider can only read the model that we read', () => {
    /** What a parser makes of it that keeps the first of two equal keys, as some do. */
    const firstKeys = (text: string): Record<string, unknown> => {
      const seen: Record<string, unknown> = {};
      for (const [, key, value] of text.matchAll(/"((?:[^"\\]|\\.)*)"\s*:\s*("(?:[^"\\]|\\.)*"|true|false|null|\[[^\]]*\]|\{[^}]*\})/g)) {
        const name = JSON.parse(`"${key}"`) as string;
        if (!(name in seen)) seen[name] = JSON.parse(value as string);
      }
      return seen;
    };

    test.each([
      '{"model":"gpt-5-pro","model":"gpt-4o"',
      '{"mod\\u0065l":"gpt-5-pro","model":"gpt-4o"',
      '{"model":"gpt-5-pro","m\\u006fdel":"gpt-4o"',
      '{"model":"gpt-4\\u006f"',
      '{"metadata":{"model":"gpt-5-pro"},"model":"gpt-4o"',
      '{"service_tier":"priority","service_tier":"default","model":"gpt-4o"',
      '{"stream":true,"stream":false,"model":"gpt-4o"',
    ])('%s', (head) => {
      const read = JSON.parse(`${head}}`) as Record<string, unknown>;
      for (const to of [endpoint, alias]) {
        const text = sent(`${head},${MESSAGES}}`, to);
        expect(text.match(/"model"/g)?.length).toBe(head.includes('metadata') ? 2 : 1);
        expect((JSON.parse(text) as { model: string }).model).toBe(to.upstreamModel);
        expect(firstKeys(text)['model']).toBe(to.upstreamModel);
        for (const key of ['stream', 'service_tier']) expect(firstKeys(text)[key]).toEqual(read[key]);
      }
    });

    test('whatever the rest of the body holds, it arrives as it was', () => {
      const request = fc.record({ before: fc.json(), after: fc.json(), stream: fc.boolean(), blank: fc.constantFrom('', ' ', '\n') });
      fc.assert(
        fc.property(request, ({ before, after, stream, blank }) => {
          const text = `{${blank}"before":${before},"model":${blank}"gpt-4o:floor",${MESSAGES},"stream":${stream}${blank},"after":${after}}`;
          const expected = { ...(JSON.parse(text) as object), model: 'gpt-4o', ...(stream ? { stream_options: { include_usage: true } } : {}) };
          expect(parsed(text)).toEqual(expected);
        }),
        { seed: 7, numRuns: 500 },
      );
    });
  });

  test.each(['priority', 'fast', 'flex', 'scale'])('a tier without a price of its own is refused: %s', (tier) => {
    const untiered = { ...endpoint, prices: endpoint.prices.filter(({ serviceTier }) => serviceTier === 'standard') };
    expect(() => requestOf(openai, { service_tier: tier }, untiered)).toThrow(
      expect.objectContaining({ code: 'unsupported_parameter', param: 'service_tier' }),
    );
  });

  test('a tier with a price passes', () => {
    const [price] = endpoint.prices;
    if (price === undefined) throw new Error('gpt-4o has no price');
    const priced = { ...endpoint, prices: [price, { ...price, serviceTier: 'priority' as const }] };
    for (const tier of ['auto', 'default', 'priority', 'fast'])
      expect(JSON.parse(requestOf(openai, { service_tier: tier }, priced).body.toString('utf8'))).toMatchObject({ service_tier: tier });
  });

  test('marks of a cache go to those who have a use for them', () => {
    const content = [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }];
    const tools = [{ type: 'function', function: { name: 'f' }, cache_control: { type: 'ephemeral' } }];
    const body = { messages: [{ role: 'user', content, cache_control: { type: 'ephemeral' } }], tools };
    const sentTo = (adapter: typeof openai): string => requestOf(adapter, body, endpointOf('gpt-4o')).body.toString('utf8');
    expect(sentTo(openai)).not.toContain('cache_control');
    expect(JSON.parse(sentTo(openai))).toMatchObject({ messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }], tools: [{ type: 'function' }] });
    expect(sentTo(openrouter.adapter).match(/cache_control/g)).toHaveLength(3);
  });
});
