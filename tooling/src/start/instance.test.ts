import { catalog, offerOwnModels } from '@modelhub/catalog/catalog';
import { ownModels } from '@modelhub/catalog/own-models';
import { credentialVariable, PROVIDERS } from '@modelhub/providers/registry';
import { describe, expect, it } from 'vitest';
import { demoModel, type Instance } from './instance.ts';
import { summary } from './summary.ts';

const providerOf = (id: string): string[] => catalog.models.find((model) => model.id === id)?.endpoints.map(({ provider }) => provider) ?? [];

describe('demoModel', () => {
  it('is one that a configured provider serves', () => {
    expect(providerOf(demoModel({ ANTHROPIC_API_KEY: 'k' }))).toContain('anthropic');
    expect(providerOf(demoModel({ OPENAI_API_KEY: 'k' }))).toContain('openai');
    expect(providerOf(demoModel({}))).not.toEqual([]);
    offerOwnModels(ownModels({ OLLAMA_MODELS: 'qwen3' }));
    expect(demoModel({ OLLAMA_MODELS: 'qwen3' })).toBe('ollama/qwen3');
    offerOwnModels([]);
  });
});

describe('summary', () => {
  const instance: Instance = {
    dashboardUrl: 'http://localhost:3000',
    gatewayUrl: 'http://localhost:8787',
    apiKey: 'mh_live_1',
    user: { email: 'demo@modelhub.example', password: 'secret-word' },
    databaseUrl: 'postgresql://d',
    redisUrl: null,
    stripeApiBase: 'http://127.0.0.1:1',
    providerStandInUrl: 'http://127.0.0.1:2',
    gatewayMetricsUrl: 'http://127.0.0.1:3/metrics',
    workerUrl: 'http://127.0.0.1:4',
    journalDir: '/j',
    pids: {},
  };

  it('has everything that a person needs, and a request that a shell takes as it is', () => {
    const text = summary({ instance, demoModel: 'openai/gpt-4o-mini' });
    for (const needed of [instance.dashboardUrl, instance.gatewayUrl, instance.user.email, instance.user.password, instance.apiKey])
      expect(text).toContain(needed);
    const curl = text.split('\n').find((line) => line.startsWith('  curl ')) ?? '';
    const body = /-d '([^']+)'$/.exec(curl)?.[1] ?? '';
    expect(JSON.parse(body)).toMatchObject({ model: 'openai/gpt-4o-mini' });
  });

  it('says that a sandbox answers only where one does', () => {
    const text = summary({ instance, demoModel: 'm' });
    expect(text).toContain('sandbox');
    // Of every provider there is a word how to call it.
    for (const [id, { adapter }] of Object.entries(PROVIDERS)) {
      if (id !== 'ollama' && id !== 'custom') expect(text.includes(credentialVariable(id, 'apiKey')) || text.includes(adapter.name), id).toBe(true);
    }
    expect(text).toMatch(/OPENAI_API_KEY ANTHROPIC_API_KEY[^.]*GROQ_API_KEY/);
    expect(text).toMatch(/Amazon Bedrock, Azure.* need more than that/);
    expect(summary({ instance: { ...instance, providerStandInUrl: null }, demoModel: 'm' })).not.toContain('sandbox');
  });
});
