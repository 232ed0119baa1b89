import { afterEach, describe, expect, test } from 'vitest';
import { catalog, offerOwnModels } from './catalog.ts';
import { ownModels } from './own-models.ts';
import { priceAt, priceById } from './price.ts';

const offer = (variables: Parameters<typeof ownModels>[0]): void => offerOwnModels(ownModels(variables));
const known = catalog.models.length;

afterEach(() => offerOwnModels([]));

describe('own models', () => {
  test('names alone are models that cost nothing', () => {
    offer({ OLLAMA_MODELS: 'qwen3:8b, llama3.1 ,', CUSTOM_MODELS: 'org/my-model' });
    expect(catalog.models.slice(known).map(({ id }) => id)).toEqual(['custom/org/my-model', 'ollama/qwen3:8b', 'ollama/llama3.1']);
    const endpoint = catalog.findModel('ollama/qwen3:8b')?.endpoints[0];
    expect(catalog.findModel('ollama/qwen3:8b')?.isInputKnown).toBe(false);
    expect(endpoint).toMatchObject({ id: 'ollama/qwen3:8b', provider: 'ollama', upstreamModel: 'qwen3:8b', contextTokensMax: 8_192, responsesOnly: false });
    expect(catalog.findEndpoint('ollama/qwen3:8b')).toBe(endpoint);
    if (endpoint === undefined) throw new Error('no endpoint');
    const price = priceAt(endpoint, { atMs: Date.parse('2026-11-24T00:00:00Z'), promptTokens: 10 });
    expect(price?.nanoUsdPerMillionTokens).toEqual({ input: 0n, output: 0n });
    expect(priceById('ollama/qwen3:8b@2026-01-01')).toBe(price);
  });

  test('what is known of them is told in JSON', () => {
    const entry = {
      name: 'vision',
      title: 'Vision',
      kind: 'chat',
      input: ['text', 'image'],
      contextTokens: 32_000,
      outputTokens: 8_000,
      usd: { input: '0.1', cachedInput: '0.01', output: '0.4' },
      from: '2026-11-01',
    };
    offer({ CUSTOM_MODELS: JSON.stringify([entry, { name: 'embed', kind: 'embedding', input: ['text'] }]) });
    expect(catalog.findModel('custom/vision')).toMatchObject({
      name: 'Vision',
      releasedAt: null,
      input: ['text', 'image'],
      isInputKnown: true,
      endpoints: [
        {
          contextTokensMax: 32_000,
          outputTokensMax: 8_000,
          prices: [{ id: 'custom/vision@2026-11-01', nanoUsdPerMillionTokens: { input: 100_000_000n, cachedInput: 10_000_000n, output: 400_000_000n } }],
        },
      ],
    });
    expect(catalog.findModel('custom/embed')?.kind).toBe('embedding');
  });

  test('they take no name away from anybody, and are gone when they are not offered', () => {
    const meant = catalog.findModel('llama-3.1-8b');
    offer({ OLLAMA_MODELS: 'llama-3.1-8b' });
    expect(meant).toBeDefined();
    expect(catalog.findModel('llama-3.1-8b')).toBe(meant);
    expect(catalog.findModel('Ollama/Llama-3.1-8b')?.lab).toBe('ollama');
    expect(catalog.nearestModels('ollama/llama-3.1-8', 1)).toEqual(['ollama/llama-3.1-8b']);
    offer({});
    expect(catalog.findModel('ollama/llama-3.1-8b')).toBeUndefined();
    expect(priceById('ollama/llama-3.1-8b@2026-01-01')).toBeUndefined();
  });

  test('a name that is there already is refused', () => {
    expect(() => offer({ CUSTOM_MODELS: 'a,a' })).toThrow('used twice');
  });

  test.each([
    ['CUSTOM_MODELS', '[', 'in JSON'],
    ['CUSTOM_MODELS', 'two words', 'needs a name'],
    ['CUSTOM_MODELS', '[{}]', 'needs a name'],
    ['CUSTOM_MODELS', '[{"name":"m","price":1}]', '"price"'],
    ['CUSTOM_MODELS', '[{"name":"m","kind":"oracle"}]', 'kind'],
    ['CUSTOM_MODELS', '[{"name":"m","input":["smell"]}]', 'input'],
    ['CUSTOM_MODELS', '[{"name":"m","contextTokens":"8k"}]', 'contextTokens'],
    ['CUSTOM_MODELS', '[{"name":"m","from":"yesterday"}]', 'date'],
    ['CUSTOM_MODELS', '[{"name":"m","usd":{"input":0.1,"output":"1"}}]', 'decimal'],
    ['CUSTOM_MODELS', '[{"name":"m","usd":{"input":"-1","output":"1"}}]', 'decimal'],
    ['CUSTOM_MODELS', '[{"name":"m","usd":{"input":"1"}}]', 'input and for output'],
    ['CUSTOM_MODELS', '[{"name":"m","usd":{"input":"1","output":"1","thoughts":"1"}}]', '"thoughts"'],
    ['OPENROUTER_MODELS', 'lab/model', 'price'],
  ] as const)('%s=%s is refused: %s', (variable, text, reason) => {
    expect(() => ownModels({ [variable]: text })).toThrow(reason);
  });
});
