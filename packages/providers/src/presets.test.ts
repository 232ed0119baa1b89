import { describe, expect, test } from 'vitest';
import { catalog } from '@modelhub/catalog/catalog';
import { PROVIDERS, configuredProviders, environmentPrefix, type ProviderId } from './registry.ts';
import { contextOf, replay } from './testing/captures.ts';
import { nativeOf, requestOf } from './testing/requests.ts';

const adapterOf = (id: ProviderId) => PROVIDERS[id].adapter;
const endpoint = catalog.findEndpoint('openai/gpt-4o') ?? raise();

function raise(): never {
  throw new Error('gpt-4o is gone from the catalog');
}

function bodySentTo(id: ProviderId, fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(requestOf(adapterOf(id), fields, endpoint).body.toString('utf8')) as Record<string, unknown>;
}

function usageOf(id: ProviderId, usage: unknown) {
  return nativeOf(adapterOf(id)).fromResponse(
    Buffer.from(JSON.stringify({ object: 'chat.completion', choices: [{ finish_reason: 'stop' }], usage })),
    contextOf(),
  ).usage;
}

describe('registry', () => {
  test('an address is https, or of this machine, and ends without a slash, or has an example', () => {
    for (const { defaultBaseUrl, baseUrlExample } of Object.values(PROVIDERS)) {
      expect(defaultBaseUrl ?? baseUrlExample).toMatch(/^(https:\/\/\S|http:\/\/127\.0\.0\.1:).*[^/]$/);
    }
  });

  test('variables are named after the id', () => {
    expect(environmentPrefix('cloudflare-workers-ai')).toBe('CLOUDFLARE_WORKERS_AI');
    expect(new Set(Object.keys(PROVIDERS).map(environmentPrefix)).size).toBe(Object.keys(PROVIDERS).length);
  });

  test('a provider whose address belongs to the account is called under the one that was given, and not without it', () => {
    const baseUrl = 'https://dbc-1.cloud.databricks.com/ai-gateway/mlflow/v1/';
    const configured = configuredProviders({ credentials: { databricks: { apiKey: 'k', baseUrl } } });
    expect(configured.get('databricks')?.connection.baseUrl).toBe(baseUrl.slice(0, -1));
    expect(() => configuredProviders({ credentials: { databricks: { apiKey: 'k' } } })).toThrow('DATABRICKS_BASE_URL is not set');
  });

  test('a server of one’s own is called by its address, with a key or without', () => {
    const baseUrl = 'http://127.0.0.1:8000/v1';
    expect(configuredProviders({ credentials: { custom: { baseUrl } } }).get('custom')?.connection).toEqual({ apiKey: '', baseUrl });
    expect(configuredProviders({ credentials: { custom: { baseUrl, apiKey: 'k' } } }).get('custom')?.connection).toEqual({ apiKey: 'k', baseUrl });
    expect(configuredProviders({ credentials: { openai: { baseUrl } } }).size).toBe(0);
    const request = { request: { model: 'm', messages: [] }, body: null, endpoint, connection: { apiKey: '', baseUrl } };
    expect(PROVIDERS.custom.adapter.conversation?.toUpstreamRequest(request).headers).toEqual(['content-type', 'application/json']);
  });

  test('the sandbox stands for all of them, until one has a key', () => {
    const sandboxUrl = 'http://127.0.0.1:1/';
    expect([...configuredProviders({ credentials: {}, sandboxUrl }).keys()]).toEqual(Object.keys(PROVIDERS));
    const keyed = configuredProviders({ credentials: { groq: { apiKey: 'k' } }, sandboxUrl });
    expect([...keyed.keys()]).toEqual(['groq']);
    expect(keyed.get('groq')).toMatchObject({ isSandbox: false, connection: { baseUrl: 'https://api.groq.com/openai/v1' } });
  });
});

describe('requests', () => {
  test('fields go by the name that the provider knows', () => {
    const sent = bodySentTo('mistral', { max_completion_tokens: 50, seed: 7, user: 'u', temperature: 0.5 });
    expect(sent).toMatchObject({ max_tokens: 50, random_seed: 7, temperature: 0.5 });
    for (const field of ['max_completion_tokens', 'seed', 'user']) expect(sent).not.toHaveProperty(field);
  });

  test('the newer limit wins where there are both', () => {
    expect(bodySentTo('deepseek', { max_tokens: 5, max_completion_tokens: 50 })).toMatchObject({ max_tokens: 50 });
    expect(bodySentTo('deepseek', { max_tokens: 5, max_completion_tokens: null })).toMatchObject({ max_tokens: 5 });
  });

  test.each([{ stream: true }, { stream: true, stream_options: { include_usage: true } }, { stream: true, stream_options: null }])(
    'who refuses stream_options is not sent any: %j',
    (fields) => {
      expect(bodySentTo('mistral', fields)).not.toHaveProperty('stream_options');
      expect(bodySentTo('groq', fields)).toMatchObject({ stream_options: { include_usage: true } });
    },
  );

  test('what differs in nothing goes as it came, but for the model', () => {
    const text = '{ "model":"my-model" ,"messages":[{"role":"user","content":"Hi"}],"max_completion_tokens":5}';
    expect(requestOf(adapterOf('groq'), text, endpoint).body.toString()).toBe(text.replace('my-model', 'gpt-4o'));
    const plain = text.replace('max_completion_tokens', 'max_tokens');
    expect(requestOf(adapterOf('mistral'), plain, endpoint).body.toString()).toBe(plain.replace('my-model', 'gpt-4o'));
  });

  test('reasoning of earlier turns goes back to who wants it, and to nobody else', () => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Yes', reasoning_content: 'thought', reasoning_details: [{ type: 'x' }] },
    ];
    const [deepseek, mistral] = [bodySentTo('deepseek', { messages }), bodySentTo('mistral', { messages })];
    expect(deepseek['messages']).toEqual([messages[0], { role: 'assistant', content: 'Yes', reasoning_content: 'thought' }]);
    expect(mistral['messages']).toEqual([messages[0], { role: 'assistant', content: 'Yes' }]);
  });
});

describe('usage', () => {
  test('DeepSeek: what came out of the cache costs what the cache costs', () => {
    const usage = { prompt_tokens: 100, completion_tokens: 20, prompt_cache_hit_tokens: 64, prompt_cache_miss_tokens: 36 };
    expect(usageOf('deepseek', usage)).toMatchObject({ input: 36, cachedInput: 64, output: 20 });
    expect(usageOf('deepseek', { ...usage, prompt_tokens_details: { cached_tokens: 64 } })).toMatchObject({ input: 36, cachedInput: 64 });
    expect(usageOf('openai', usage)).toMatchObject({ input: 100, cachedInput: 0 });
  });

  test('xAI: reasoning that stands beside the completion is output as well', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 115, completion_tokens_details: { reasoning_tokens: 100 } };
    expect(usageOf('xai', usage)).toMatchObject({ input: 10, output: 105, reasoning: 100 });
    expect(usageOf('xai', { ...usage, completion_tokens: 105 })).toMatchObject({ output: 105, reasoning: 100 });
    expect(usageOf('xai', { ...usage, completion_tokens_details: null, total_tokens: 15 })).toMatchObject({ output: 5, reasoning: 0 });
    expect(usageOf('xai', null)).toBeNull();
  });

  test('Groq: its own place for usage is read where the usual one is missing', () => {
    const last =
      'data: {"id":"c","choices":[{"index":0,"delta":{},"finish_reason":"stop"}],"x_groq":{"id":"r","usage":{"prompt_tokens":7,"completion_tokens":3}}}';
    const { translator, pushed } = replay(nativeOf(adapterOf('groq')).streamTranslator(contextOf()), [Buffer.from(`${last}\n\ndata: [DONE]\n\n`)]);
    expect(translator).toMatchObject({ isComplete: true, isUsageFinal: true, finishReason: 'stop', usage: { input: 7, output: 3 } });
    expect(pushed).toContain('"finish_reason":"stop"');
  });

  test('Perplexity: usage on every chunk, of which the last one counts; citations pass through', () => {
    const chunk = (text: string, output: number): string =>
      `data: {"id":"c","choices":[{"index":0,"delta":{"content":"${text}"}}],"citations":["https://a.example"],"usage":{"prompt_tokens":7,"completion_tokens":${output}}}\n\n`;
    const stream = Buffer.from(`${chunk('a', 1)}${chunk('b', 2)}data: [DONE]\n\n`);
    const unasked = replay(nativeOf(adapterOf('perplexity')).streamTranslator(contextOf({}, { includeUsage: false })), [stream]);
    expect(unasked.translator).toMatchObject({ usage: { input: 7, output: 2 }, isUsageFinal: true });
    expect(unasked.pushed).toContain('"citations":["https://a.example"]');
    expect(unasked.pushed).not.toContain('usage');
  });
});
