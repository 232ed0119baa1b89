import { Agent, request } from 'node:http';
import type {} from '@modelhub/testing/vitest-setup';
import { generateApiKey } from '@modelhub/access/api-key';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from '../testing/gateway-world.ts';

let world: GatewayWorld;
let key: TestKey;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
  world = await startGatewayWorld(inject('postgresAdminUrl'));
  key = await world.addKey();
});
afterAll(async () => {
  agent.destroy();
  await world.close();
});

const BODY = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });

interface Answer {
  readonly status: number;
  /** Whether the connection was used before. */
  readonly isReused: boolean;
  readonly connection: string | undefined;
  readonly body: unknown;
}

function ask(method: 'GET' | 'POST', path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(`${world.url}${path}`, { method, agent, headers: { authorization: `Bearer ${key.secret}`, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (data: string) => (text += data));
      response.on('end', () => {
        const { statusCode: status = 0, headers: answered } = response;
        resolve({ status, isReused: asked.reusedSocket, connection: answered.connection, body: JSON.parse(text) });
      });
    });
    asked.on('error', reject);
    asked.end(method === 'POST' ? BODY : undefined);
  });
}

const JSON_BODY = { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(BODY)) };
const complete = (headers: Readonly<Record<string, string>> = {}): Promise<Answer> => ask('POST', '/v1/chat/completions', { ...JSON_BODY, ...headers });

describe('one connection', () => {
  it('carries one completion after the other', async () => {
    for (let i = 0; i < 5; i += 1) expect(await complete()).toMatchObject({ status: 200, isReused: i > 0, connection: 'keep-alive' });
  });

  it('may be used for all else as well, and is given up with the next completion, so that the one after it is fast again', async () => {
    expect(await ask('GET', '/v1/models')).toMatchObject({ status: 200, isReused: true, connection: 'keep-alive' });
    expect(await ask('GET', '/v1/models')).toMatchObject({ status: 200, isReused: true, connection: 'keep-alive' });
    expect(await complete()).toMatchObject({ status: 200, isReused: true, connection: 'close' });
    expect(await complete()).toMatchObject({ status: 200, isReused: false, connection: 'keep-alive' });
    expect(await complete()).toMatchObject({ status: 200, isReused: true, connection: 'keep-alive' });
  });

  it('on which bodies come in chunks is not given up: the next one would bring no others', async () => {
    const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };
    for (let i = 0; i < 3; i += 1) expect(await ask('POST', '/v1/chat/completions', chunked)).toMatchObject({ status: 200, connection: 'keep-alive' });
  });
});

describe('both ways to a path', () => {
  it.each([
    ['a key that nobody knows', { authorization: `Bearer ${generateApiKey()}` }, 401, 'invalid_api_key'],
    ['a body of another type', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
    ['a body that is packed', { 'content-encoding': 'gzip' }, 415, 'unsupported_media_type'],
  ])('refuse %s in the same words', async (_, headers, status, code) => {
    const { 'content-length': _length, ...rest } = JSON_BODY;
    const past = await complete(headers);
    const through = await ask('POST', '/v1/chat/completions', { ...rest, 'transfer-encoding': 'chunked', ...headers });
    expect(past).toMatchObject({ status, body: { error: { code } } });
    expect(through.body).toEqual(past.body);
  });

  it('answer a completion alike', async () => {
    const { 'content-length': _length, ...rest } = JSON_BODY;
    const past = await complete();
    const through = await ask('POST', '/v1/chat/completions', { ...rest, 'transfer-encoding': 'chunked' });
    expect(through).toMatchObject({ status: 200, body: past.body });
  });
});
