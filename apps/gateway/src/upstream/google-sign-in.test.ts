import { generateKeyPairSync, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FixedClock, systemClock, type Clock } from '@modelhub/core/clock';
import { createLogger } from '@modelhub/observability/logger';
import type { ConfiguredProvider } from '@modelhub/providers/registry';
import { PROVIDERS } from '@modelhub/providers/registry';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { GoogleSignIn } from './google-sign-in.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const ACCOUNT = JSON.stringify({
  type: 'service_account',
  project_id: 'own-project',
  private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  client_email: 'a@own-project.iam.gserviceaccount.com',
  // What a customer writes here is not asked.
  token_uri: 'http://127.0.0.1:9/token',
});
const CONNECTION = { baseUrl: 'https://aiplatform.googleapis.com/v1', apiKey: ACCOUNT };

interface Answer {
  readonly status: number;
  readonly body: string;
}

let server: Server;
let tokenUrl: string;
let asked: URLSearchParams[];
let answer: () => Answer | Promise<Answer>;
let signIn: GoogleSignIn;

const token = (lifetimeSeconds = 3_599): Answer => ({
  status: 200,
  body: JSON.stringify({ access_token: `ya29.${asked.length}`, expires_in: lifetimeSeconds, token_type: 'Bearer' }),
});
const signInWith = (clock: Clock = systemClock): GoogleSignIn => {
  signIn = new GoogleSignIn({ clock, logger: createLogger({ name: 'test', level: 'silent' }), tokenUrl, retryMs: 20 });
  return signIn;
};

beforeEach(async () => {
  asked = [];
  answer = () => token();
  server = createServer((request, response) => void serve(request).then(({ status, body }) => response.writeHead(status).end(body)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  tokenUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`;
});
afterEach(async () => {
  signIn.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

async function serve(request: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
  return answer();
}

it('has a token where the service account was, and the account’s own project', async () => {
  const connection = await signInWith().connect(CONNECTION);
  expect({ ...connection }).toEqual({ baseUrl: CONNECTION.baseUrl, apiKey: 'ya29.1', extra: { project: 'own-project' } });
  const [header = '', claims = '', signature = ''] = (asked[0]?.get('assertion') ?? '').split('.');
  expect(verify('RSA-SHA256', Buffer.from(`${header}.${claims}`), publicKey, Buffer.from(signature, 'base64url'))).toBe(true);
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({ iss: 'a@own-project.iam.gserviceaccount.com', aud: tokenUrl });
});

it('leaves keys that are none, and a project that was named', async () => {
  signInWith();
  const express = { baseUrl: CONNECTION.baseUrl, apiKey: 'AQ.express' };
  expect(await signIn.connect(express)).toBe(express);
  expect((await signIn.connect({ ...CONNECTION, extra: { project: 'other', location: 'eu' } })).extra).toEqual({ project: 'other', location: 'eu' });
});

it('asks once for one account, however many connections there are', async () => {
  signInWith();
  const connections = await Promise.all([1, 2, 3].map(() => signIn.connect(CONNECTION)));
  expect(connections.map(({ apiKey }) => apiKey)).toEqual(['ya29.1', 'ya29.1', 'ya29.1']);
  expect(asked).toHaveLength(1);
});

it('has the next token before the last one ends', async () => {
  answer = () => token(0.2);
  const connection = await signInWith().connect(CONNECTION);
  const seen = new Set<string>();
  await vi.waitFor(() => {
    seen.add(connection.apiKey);
    expect(seen.size).toBeGreaterThanOrEqual(3);
  });
});

it('keeps a token that is still good while a new one is refused', async () => {
  answer = () => (asked.length === 1 ? token(0.4) : { status: 500, body: 'no' });
  const connection = await signInWith(new FixedClock('2026-11-24')).connect(CONNECTION);
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(2));
  expect(connection.apiKey).toBe('ya29.1');
});

it('lets an account that nobody uses end, and signs in again for who comes back', async () => {
  const clock = new FixedClock('2026-11-24');
  answer = () => token(0.2);
  await signInWith(clock).connect(CONNECTION);
  clock.advanceMs(3_600_000);
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(asked).toHaveLength(1);
  expect((await signIn.connect(CONNECTION)).apiKey).toBe('ya29.2');
});

it('does not give out a token that has ended', async () => {
  const clock = new FixedClock('2026-11-24');
  const connection = await signInWith(clock).connect(CONNECTION);
  clock.advanceMs(3_599_000);
  expect(() => connection.apiKey).toThrow(expect.objectContaining({ code: 'provider_unavailable' }));
});

it.each([
  ['refuses', { status: 400, body: '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}' }, 'invalid_grant'],
  ['answers without a token', { status: 200, body: '{}' }, 'no token'],
  ['answers with anything', { status: 200, body: '<html>' }, 'no token'],
])('a Google that %s is a typed fault until it mends', async (_what, first, detail) => {
  answer = () => (asked.length <= 2 ? first : token());
  const connection = await signInWith().connect(CONNECTION);
  expect(() => connection.apiKey).toThrow(
    expect.objectContaining({
      code: 'provider_unavailable',
      message: 'Google Vertex AI is not available at the moment.',
      detail: expect.stringContaining(detail) as string,
    }),
  );
  await vi.waitFor(() => expect(connection.apiKey).toBe('ya29.3'));
});

it('a Google that cannot be reached is a typed fault', async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  const connection = await signInWith().connect(CONNECTION);
  expect(() => connection.apiKey).toThrow(expect.objectContaining({ code: 'provider_unavailable' }));
  server = createServer().listen(0);
});

it('signs in the configured Vertex AI, and names the variable of an account that cannot sign', async () => {
  signInWith();
  const vertex: ConfiguredProvider = { adapter: PROVIDERS['google-vertex'].adapter, connection: CONNECTION, isSandbox: false };
  const providers = new Map([['google-vertex', vertex]]);
  expect((await signIn.connectAll(providers)).get('google-vertex')?.connection.apiKey).toBe('ya29.1');
  const broken = new Map([['google-vertex', { ...vertex, connection: { ...CONNECTION, apiKey: '{"type":"service_account"}' } }]]);
  await expect(signIn.connectAll(broken)).rejects.toThrow('GOOGLE_VERTEX_API_KEY cannot be used. The service account has no client_email');
  const none = new Map<string, ConfiguredProvider>();
  expect(await signIn.connectAll(none)).toBe(none);
});
