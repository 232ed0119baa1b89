import { configuredProviders } from '@modelhub/providers/registry';
import { describe, expect, it } from 'vitest';
import { providerSettings, readEnv } from './env.ts';

const BASE = { DATABASE_URL: 'postgresql://u:p@localhost/db', JOURNAL_DIR: '/tmp/j', API_KEY_PEPPER: '0123456789abcdef' };

describe('readEnv', () => {
  it.each([
    [{ GATEWAY_PORT: '99999' }, 'GATEWAY_PORT'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ JOURNAL_DIR: '' }, 'JOURNAL_DIR is not set'],
    [{ API_KEY_PEPPER: 'short' }, 'API_KEY_PEPPER has to be at least 16'],
    [{ OPENAI_BASE_URL: 'ftp://x' }, 'OPENAI_BASE_URL'],
    [{ GATEWAY_ID: '../etc' }, 'GATEWAY_ID'],
    [{ GATEWAY_PROCESSES: '2' }, 'REDIS_URL is not set'],
    [{ GATEWAY_PROCESSES: '0', REDIS_URL: 'redis://r' }, 'GATEWAY_PROCESSES'],
    [{ DATABRICKS_API_KEY: 'k' }, 'DATABRICKS_BASE_URL is not set'],
    [{ AMAZON_BEDROCK_API_KEY: 'k' }, 'AMAZON_BEDROCK_REGION is not set'],
    [{ AMAZON_BEDROCK_API_KEY: 'k', AMAZON_BEDROCK_REGION: 'evil.example/' }, 'AMAZON_BEDROCK_BASE_URL is not set'],
    [{ AZURE_API_KEY: 'k' }, 'AZURE_BASE_URL is not set'],
    [{ CUSTOM_MODELS: 'my-model' }, 'CUSTOM_BASE_URL is not set'],
    [{ CUSTOM_MODELS: '[{"name":"m","usd":{"input":"free"}}]' }, 'CUSTOM_MODELS has a price at m'],
    [{ OPENROUTER_MODELS: 'lab/model' }, 'OPENROUTER_MODELS needs a price'],
  ])('names what is unusable in %j', (change, message) => {
    expect(() => readEnv({ ...BASE, ...change })).toThrow(message);
  });

  it('calls a server of one’s own whose models are listed, with a key or without', () => {
    const called = (variables: Readonly<Record<string, string>>): string[] => [
      ...configuredProviders(providerSettings(readEnv({ ...BASE, ...variables }))).keys(),
    ];
    expect(called({})).toEqual([]);
    expect(called({ OLLAMA_MODELS: 'qwen3' })).toEqual(['ollama']);
    expect(called({ CUSTOM_MODELS: 'm', CUSTOM_BASE_URL: 'http://127.0.0.1:1/v1' })).toEqual(['custom']);
    expect(called({ OPENROUTER_MODELS: '[{"name":"lab/m","usd":{"input":"1","output":"2"}}]' })).toEqual([]);
  });

  it('takes an empty variable for an absent one', () => {
    expect(readEnv({ ...BASE, REDIS_URL: '' }).REDIS_URL).toBeUndefined();
  });

  it('reads a key and an address for every provider', () => {
    const settings = providerSettings(readEnv({ ...BASE, ANTHROPIC_API_KEY: 'k', ANTHROPIC_BASE_URL: 'http://localhost:1' }));
    expect(settings.credentials.anthropic).toEqual({ apiKey: 'k', baseUrl: 'http://localhost:1' });
    expect(settings.credentials.openai?.apiKey).toBeUndefined();
    const dashed = providerSettings(readEnv({ ...BASE, FIREWORKS_AI_API_KEY: 'k' }));
    expect(dashed.credentials['fireworks-ai']?.apiKey).toBe('k');
  });

  it('reads every field of a credential that has several', () => {
    const variables = {
      AMAZON_BEDROCK_REGION: 'eu-west-1',
      AMAZON_BEDROCK_ACCESS_KEY_ID: 'AKID',
      AMAZON_BEDROCK_SECRET_ACCESS_KEY: 's',
      AZURE_API_VERSION: '2024-10-21',
    };
    const configured = configuredProviders(providerSettings(readEnv({ ...BASE, ...variables })));
    expect([...configured.keys()]).toEqual(['amazon-bedrock']);
    expect(configured.get('amazon-bedrock')?.connection).toEqual({
      baseUrl: 'https://bedrock-runtime.eu-west-1.amazonaws.com',
      apiKey: '',
      extra: { region: 'eu-west-1', accessKeyId: 'AKID', secretAccessKey: 's' },
    });
  });
});
