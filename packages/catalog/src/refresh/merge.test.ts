import { describe, expect, test } from 'vitest';
import type { LabEntries } from '../entries.ts';
import { mergeSource, type Merged } from './merge.ts';
import type { SourceModel } from './source.ts';

const today = '2026-11-24';

function sourceModel(changes: Partial<SourceModel>): SourceModel {
  return {
    provider: 'groq',
    upstreamId: 'llama-3.1-8b-instant',
    name: 'Llama 3.1 8B (latest)',
    releasedAt: '2024-07-23',
    openWeights: true,
    reasoning: false,
    toolCalls: true,
    structuredOutput: false,
    temperature: true,
    input: ['text'],
    output: ['text'],
    contextTokens: 131_072,
    outputTokens: 8_192,
    isDeprecated: false,
    price: { usd: { input: '0.05', output: '0.08' }, usdOver: {}, usdPerRequest: null },
    ...changes,
  };
}

const price = (input: string, output: string): SourceModel['price'] => ({ usd: { input, output }, usdOver: {}, usdPerRequest: null });
const labNames = { 'meta-llama': 'Meta', deepseek: 'DeepSeek' };
const merge = (current: readonly LabEntries[], source: readonly SourceModel[]): Merged => mergeSource(current, source, { today, labNames });

const written: LabEntries = {
  lab: 'meta-llama',
  name: 'Meta',
  models: [
    {
      id: 'llama-3.1-8b-instruct',
      name: 'Llama 3.1 8B',
      description: 'Somebody wrote this.',
      aliases: ['llama-8b'],
      releasedAt: '2024-07-23',
      toolCalls: true,
      endpoints: [
        {
          provider: 'groq',
          as: 'llama-3.1-8b-instant',
          contextTokens: 131_072,
          outputTokens: 8_192,
          prices: [{ from: '2024-07-23', usd: { input: '0.05', output: '0.08' } }],
        },
      ],
    },
  ],
};

const onlyModel = ({ labs }: Merged) => labs[0]?.models[0];

describe('merge', () => {
  test('what is new comes in under its canonical id, priced from its release on', () => {
    const { labs, changes } = merge([], [sourceModel({})]);
    expect(changes).toMatchObject({ newModels: ['meta-llama/llama-3.1-8b-instruct'], newEndpoints: ['groq/llama-3.1-8b-instant'], gone: [], prices: [] });
    expect(labs).toMatchObject([
      {
        lab: 'meta-llama',
        name: 'Meta',
        models: [{ name: 'Llama 3.1 8B', openWeights: true, endpoints: [{ prices: [{ from: '2024-07-23', usd: { input: '0.05', output: '0.08' } }] }] }],
      },
    ]);
  });

  test('a release that is still to come does not keep today without a price', () => {
    expect(onlyModel(merge([], [sourceModel({ releasedAt: '2027-01-01' })]))?.endpoints[0]?.prices[0]?.from).toBe(today);
  });

  test('another provider of a model is another endpoint of it, with what it lacks', () => {
    const other = sourceModel({ provider: 'novita-ai', upstreamId: 'meta-llama/llama-3.1-8b-instruct', toolCalls: false });
    const merged = merge([written], [sourceModel({}), other]);
    expect(merged.changes).toMatchObject({ newModels: [], newEndpoints: ['novita-ai/meta-llama/llama-3.1-8b-instruct'] });
    expect(onlyModel(merged)?.endpoints).toMatchObject([{ provider: 'groq' }, { provider: 'novita-ai', without: ['toolCalls'] }]);
  });

  test('the same list changes nothing, whatever the spelling of a figure and the order of components', () => {
    const spelled = sourceModel({ price: { usd: { output: '0.080', input: '0.05' }, usdOver: {}, usdPerRequest: null } });
    const { labs, changes } = merge([written], [spelled]);
    expect(changes).toEqual({ newModels: [], newEndpoints: [], gone: [], prices: [] });
    expect(labs).toEqual([written]);
  });

  test('a changed price is a new version from today on, and the old one stays', () => {
    const merged = merge([written], [sourceModel({ price: price('0.04', '0.08') })]);
    expect(merged.changes.prices).toEqual([
      { endpoint: 'groq/llama-3.1-8b-instant', from: { input: '0.05', output: '0.08' }, to: { input: '0.04', output: '0.08' } },
    ]);
    expect(onlyModel(merged)?.endpoints[0]?.prices).toEqual([
      { from: '2024-07-23', usd: { input: '0.05', output: '0.08' } },
      { from: today, usd: { input: '0.04', output: '0.08' } },
    ]);
    const twice = merge(merged.labs, [sourceModel({ price: price('0.03', '0.08') })]);
    expect(onlyModel(twice)?.endpoints[0]?.prices.map(({ from }) => from)).toEqual(['2024-07-23', today]);
  });

  test('what somebody has written stays: name, description, aliases', () => {
    const merged = merge([written], [sourceModel({ name: 'Another name', price: price('0.04', '0.08') })]);
    expect(onlyModel(merged)).toMatchObject({ name: 'Llama 3.1 8B', description: 'Somebody wrote this.', aliases: ['llama-8b'] });
  });

  test('what is gone is marked, unless the list says nothing of its provider', () => {
    const elsewhere = sourceModel({ upstreamId: 'llama-3.3-70b-versatile' });
    const gone = merge([written], [elsewhere]);
    expect(gone.changes.gone).toEqual(['groq/llama-3.1-8b-instant']);
    expect(gone.labs[0]?.models.find(({ id }) => id === 'llama-3.1-8b-instruct')?.endpoints[0]).toMatchObject({ status: 'deprecated' });
    expect(merge([written], [sourceModel({ provider: 'deepseek', upstreamId: 'deepseek-chat' })]).changes.gone).toEqual([]);
  });

  test('what is written by hand stays as it is: a price by the minute is not one by the token, and what the list does not have is not gone', () => {
    const model = written.models[0];
    if (model === undefined) throw new Error('there is a model');
    const endpoint = {
      provider: 'groq',
      as: 'whisper-large-v3',
      contextTokens: 0,
      outputTokens: 0,
      byHand: true as const,
      prices: [{ from: '2024-10-10', usd: { units: '30.833333333' }, unit: 'second' as const, source: 'groq.com/pricing' }],
    };
    const byHand = { ...written, models: [{ ...model, endpoints: [endpoint] }] };
    for (const source of [sourceModel({ upstreamId: 'whisper-large-v3', price: price('0.111', '0') }), sourceModel({ upstreamId: 'gpt-oss-20b' })]) {
      const { labs, changes } = merge([byHand], [source]);
      expect(labs.find(({ lab }) => lab === 'meta-llama')).toEqual(byHand);
      expect(changes).toMatchObject({ gone: [], prices: [] });
    }
  });

  test('nothing is sold without a price, or for nothing', () => {
    for (const free of [null, price('0', '0')]) expect(merge([], [sourceModel({ price: free })]).changes.newEndpoints).toEqual([]);
  });

  test('does not touch what it was given', () => {
    const before = JSON.stringify(written);
    merge([written], [sourceModel({ price: price('9', '9') }), sourceModel({ provider: 'novita-ai', upstreamId: 'meta-llama/llama-3.1-8b-instruct' })]);
    expect(JSON.stringify(written)).toBe(before);
  });
});
