import { describe, expect, test } from 'vitest';
import { connectionOf, credentialFieldsOf, defaultAddressOf, lastFourOf } from './credential.ts';
import { PROVIDERS } from './registry.ts';
import type { ProviderEntry } from './types.ts';

const signed: ProviderEntry = {
  ...PROVIDERS.openai,
  credentialFields: [
    { name: 'region', label: 'Region', isSecret: false },
    { name: 'secretAccessKey', label: 'Secret access key', isSecret: true },
  ],
};

test('a provider that says nothing takes an API key', () => {
  expect(credentialFieldsOf(PROVIDERS.openai)).toEqual([{ name: 'apiKey', label: 'API key', isSecret: true }]);
});

test.each(Object.entries<ProviderEntry>(PROVIDERS))('%s: the fields of a credential have names of their own, and one is secret', (_id, entry) => {
  const fields = credentialFieldsOf(entry);
  expect(new Set(fields.map(({ name }) => name)).size).toBe(fields.length);
  expect(fields.some(({ isSecret }) => isSecret)).toBe(true);
});

describe('the last four characters', () => {
  test('are those of the first secret field', () => {
    expect(lastFourOf(PROVIDERS.openai, { apiKey: 'sk-proj-0123456789abcd' })).toBe('abcd');
    expect(lastFourOf(signed, { region: 'eu-central-1', secretAccessKey: 'abcdefghijklmnop' })).toBe('mnop');
  });

  test('are those of the secret that there is', () => {
    expect(lastFourOf(PROVIDERS['amazon-bedrock'], { region: 'eu-west-1', apiKey: '', secretAccessKey: 'abcdefghijklmnop' })).toBe('mnop');
  });

  test('are none where four would be a good part of the secret, or say nothing', () => {
    expect(lastFourOf(PROVIDERS.openai, { apiKey: 'short-key' })).toBe('');
    expect(lastFourOf(PROVIDERS.openai, { apiKey: '{"private_key":"-----BEGIN"}\n' })).toBe('');
    expect(lastFourOf(PROVIDERS.openai, {})).toBe('');
  });
});

test('a connection has the API key apart from everything else', () => {
  expect(connectionOf({ apiKey: 'sk-1' }, 'https://a.example/v1//')).toEqual({ apiKey: 'sk-1', baseUrl: 'https://a.example/v1' });
  expect(connectionOf({ secretAccessKey: 's', region: 'eu' }, 'https://a.example')).toEqual({
    apiKey: '',
    baseUrl: 'https://a.example',
    extra: { secretAccessKey: 's', region: 'eu' },
  });
});

describe('the address of a provider', () => {
  const bedrock = PROVIDERS['amazon-bedrock'];

  test('may depend on a field of the credential', () => {
    expect(defaultAddressOf(bedrock, { region: 'eu-central-1' })).toBe('https://bedrock-runtime.eu-central-1.amazonaws.com');
    expect(defaultAddressOf(PROVIDERS.openai, {})).toBe('https://api.openai.com/v1');
    expect(defaultAddressOf(PROVIDERS.azure, {})).toBeNull();
  });

  test.each(['', 'evil.example/', 'a@evil.example#', 'eu west', 'x\n', '{region}'])('a field of %j leads nowhere', (region) => {
    expect(defaultAddressOf(bedrock, { region })).toBeNull();
    expect(defaultAddressOf(bedrock, {})).toBeNull();
  });
});
