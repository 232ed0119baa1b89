import { generateKeyPairSync, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { defaultAddressOf } from '../credential.ts';
import { capturesOf, contextOf } from '../testing/captures.ts';
import { RecordedAnswer } from '../testing/recorded-answer.ts';
import { answeringEndpoint, conversationOf } from '../testing/requests.ts';
import type { ChatRequest, NativeDialect, ProviderConnection, UpstreamRequest } from '../types.ts';
import { anthropicConversation } from '../anthropic/index.ts';
import { googleVertex } from './index.ts';
import { parseServiceAccount, readAccessToken, tokenRequest } from './service-account.ts';

const CONNECTION: ProviderConnection = { baseUrl: 'https://aiplatform.googleapis.com/v1', apiKey: 'ya29.token', extra: { project: 'my-project' } };
const conversation = conversationOf(googleVertex.adapter);

function sent(model: string, fields: Readonly<Record<string, unknown>> = {}, connection = CONNECTION): UpstreamRequest & { readonly json: unknown } {
  const request = { model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], ...fields } as ChatRequest;
  const upstream = conversation.toUpstreamRequest({ request, body: Buffer.from(JSON.stringify(request)), endpoint: endpointAt(model), connection });
  return { ...upstream, json: JSON.parse(textOf(upstream)) };
}

/** A conversation is never a form. */
function textOf({ body }: UpstreamRequest): string {
  if (!Buffer.isBuffer(body)) throw new Error('a conversation was sent as a form');
  return body.toString('utf8');
}

const endpointAt = (model: string) => answeringEndpoint(`google-vertex/${model}`);

describe('a request to Vertex AI', () => {
  test('for Gemini names project, location and model in the path', () => {
    expect(sent('gemini-2.5-flash')).toMatchObject({
      path: '/projects/my-project/locations/global/publishers/google/models/gemini-2.5-flash:generateContent',
      headers: ['content-type', 'application/json', 'authorization', 'Bearer ya29.token'],
      json: { contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] },
    });
    const there = { ...CONNECTION, extra: { project: 'p', location: 'europe-west1' } };
    expect(sent('gemini-2.5-flash', { stream: true }, there).path).toBe(
      '/projects/p/locations/europe-west1/publishers/google/models/gemini-2.5-flash:streamGenerateContent?alt=sse',
    );
  });

  test('names no project where the base URL does, or where an API key knows it', () => {
    const at = { ...CONNECTION, baseUrl: 'https://aiplatform.googleapis.com/v1/projects/p/locations/global' };
    expect(sent('gemini-2.5-flash', {}, at).path).toBe('/publishers/google/models/gemini-2.5-flash:generateContent');
    const express = sent('gemini-2.5-flash', {}, { baseUrl: CONNECTION.baseUrl, apiKey: 'AQ.express' });
    expect(express.path).toBe('/publishers/google/models/gemini-2.5-flash:generateContent');
    expect(express.headers).toEqual(['content-type', 'application/json', 'x-goog-api-key', 'AQ.express']);
  });

  test('asks for a tier in headers', () => {
    const endpoint = endpointAt('gemini-2.5-flash');
    const priced = { ...endpoint, prices: endpoint.prices.map((price) => ({ ...price, serviceTier: 'flex' as const })) };
    const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], service_tier: 'flex' };
    const upstream = conversation.toUpstreamRequest({ request, body: null, endpoint: priced, connection: CONNECTION });
    expect(upstream.headers.slice(4)).toEqual(['x-vertex-ai-llm-request-type', 'shared', 'x-vertex-ai-llm-shared-request-type', 'flex']);
    expect(textOf(upstream)).not.toContain('flex');
  });

  test('for Claude has the model in the path and the version in the body', () => {
    const whole = sent('claude-opus-4@20250514', { max_tokens: 5, reasoning_effort: 'none' });
    expect(whole.path).toBe('/projects/my-project/locations/global/publishers/anthropic/models/claude-opus-4%4020250514:rawPredict');
    expect(whole.headers).toEqual(['content-type', 'application/json', 'authorization', 'Bearer ya29.token']);
    expect(whole.json).toEqual({
      anthropic_version: 'vertex-2023-10-16',
      max_tokens: 5,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }],
    });
    expect(sent('claude-opus-4@20250514', { stream: true })).toMatchObject({
      path: expect.stringMatching(/:streamRawPredict$/) as string,
      json: { stream: true },
    });
  });

  test('for Claude has what its generation takes', () => {
    expect(sent('claude-opus-4@20250514', { reasoning_effort: 'low' }).json).toMatchObject({ thinking: { type: 'enabled', budget_tokens: 2_048 } });
    expect(sent('claude-opus-4-8@default', { reasoning_effort: 'low' }).json).toMatchObject({
      thinking: { type: 'adaptive' },
      output_config: { effort: 'low' },
    });
  });

  test('for an open model is OpenAI’s', () => {
    expect(sent('openai/gpt-oss-120b-maas')).toMatchObject({
      path: '/projects/my-project/locations/global/endpoints/openapi/chat/completions',
      json: { model: 'openai/gpt-oss-120b-maas' },
    });
  });

  test('never holds the service account itself', () => {
    for (const model of ['gemini-2.5-flash', 'claude-opus-4@20250514'])
      expect(() => sent(model, {}, { ...CONNECTION, apiKey: '{"private_key":"x"}' })).toThrow(expect.objectContaining({ code: 'provider_unavailable' }));
  });
});

describe('dialects that Vertex AI shares with clients', () => {
  const { chat, messages } = googleVertex.adapter.native as { readonly chat: NativeDialect; readonly messages: NativeDialect };
  const models = ['gemini-2.5-flash', 'claude-opus-4@20250514', 'openai/gpt-oss-120b-maas'];

  test('Anthropic’s for Claude, OpenAI’s for open models', () => {
    expect(models.map((model) => chat.serves?.(endpointAt(model), CONNECTION))).toEqual([false, false, true]);
    expect(models.map((model) => messages.serves?.(endpointAt(model), CONNECTION))).toEqual([false, true, false]);
  });

  test('messages go on as they are, but for model and version', () => {
    const request = { model: 'my-model', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }], new_field: 12 };
    const body = Buffer.from(JSON.stringify(request).replace(':12}', ':9007199254740993123}'));
    const input = { request, body, endpoint: endpointAt('claude-opus-4@20250514'), connection: CONNECTION, headers: { 'anthropic-beta': 'b' } };
    const upstream = messages.toUpstreamRequest(input);
    expect(upstream).toMatchObject({ path: expect.stringMatching(/claude-opus-4%4020250514:rawPredict$/) as string });
    expect(upstream.headers).toEqual(['content-type', 'application/json', 'anthropic-beta', 'b', 'authorization', 'Bearer ya29.token']);
    expect(textOf(upstream)).toContain('"new_field":9007199254740993123');
    expect(JSON.parse(textOf(upstream))).toMatchObject({ anthropic_version: 'vertex-2023-10-16', messages: request.messages });
    expect(JSON.parse(textOf(upstream))).not.toHaveProperty('model');
  });
});

test.each(capturesOf('anthropic').map((capture) => [capture.name, capture] as const))('Claude’s %s is read as Anthropic’s', (_name, capture) => {
  const request = contextOf(capture.golden).request as ChatRequest;
  const endpoint = endpointAt('claude-sonnet-4-5@20250929');
  const read = (dialect: typeof conversation): unknown[] => {
    const [whole, streamed] = [new RecordedAnswer(), new RecordedAnswer()];
    const facts = dialect.readWhole(capture.whole, whole, { request, endpoint });
    const reader = dialect.streamReader(streamed, { request, endpoint });
    reader.push(capture.stream);
    reader.end();
    expect(reader).toMatchObject({ isComplete: true, usage: capture.golden.tokens });
    return [facts, whole.choices, streamed.choices];
  };
  expect(read(conversation)).toEqual(read(anthropicConversation));
});

test.each([
  [undefined, 'https://aiplatform.googleapis.com/v1'],
  ['global', 'https://aiplatform.googleapis.com/v1'],
  ['eu', 'https://aiplatform.eu.rep.googleapis.com/v1'],
  ['europe-west1', 'https://europe-west1-aiplatform.googleapis.com/v1'],
  ['evil.example/', null],
])('location %s', (location, address) => {
  expect(defaultAddressOf(googleVertex, { location })).toBe(address);
});

describe('a service account', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const fields = { type: 'service_account', project_id: 'p', private_key_id: 'k', private_key: pem, client_email: 'a@p.iam.gserviceaccount.com' };
  const account = parseServiceAccount(JSON.stringify(fields));

  test('is one where it is JSON, and a key or a token where it is not', () => {
    expect(account).toMatchObject({ projectId: 'p', privateKeyId: 'k', clientEmail: 'a@p.iam.gserviceaccount.com' });
    expect(parseServiceAccount('ya29.token')).toBeNull();
  });

  test.each([
    ['{"type":'],
    [JSON.stringify({ ...fields, type: 'authorized_user' })],
    [JSON.stringify({ ...fields, client_email: undefined })],
    [JSON.stringify({ ...fields, private_key: 'SECRET-PEM' })],
    [JSON.stringify({ ...fields, private_key: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }) })],
  ])('that cannot sign is refused without a word of it', (text) => {
    expect(() => parseServiceAccount(text)).toThrow(RangeError);
    try {
      parseServiceAccount(text);
    } catch (error) {
      expect(String(error)).not.toMatch(/SECRET|PRIVATE KEY|iam\.gserviceaccount/);
    }
  });

  test('states who it is for an hour, signed with its key', () => {
    if (account === null) throw new Error('no account');
    const form = new URLSearchParams(tokenRequest(account, { nowSeconds: 1_000 }));
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    const [header = '', claims = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const decoded = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
    expect(decoded(header)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k' });
    expect(decoded(claims)).toEqual({
      iss: 'a@p.iam.gserviceaccount.com',
      scope: 'https://www.googleapis.com/auth/cloud-platform',
      aud: 'https://oauth2.googleapis.com/token',
      iat: 1_000,
      exp: 4_600,
    });
    expect(verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test('gets a token, or nothing that can be used', () => {
    expect(readAccessToken('{"access_token":"ya29.a","expires_in":3599,"token_type":"Bearer"}')).toEqual({ token: 'ya29.a', lifetimeSeconds: 3_599 });
    for (const body of ['', '[]', 'null', '{}', '{"access_token":"","expires_in":1}', '{"access_token":"a"}', '{"access_token":"a","expires_in":-1}'])
      expect(readAccessToken(body)).toBeNull();
  });
});
