import { createSign, generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from './pace.ts';
import { startProviderStandIn, type ProviderStandIn } from './start.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let standIn: ProviderStandIn;
beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
});
afterAll(() => standIn.close());

function exchange(lifetimeS: number): Promise<Response> {
  const nowS = Math.floor(Date.now() / 1_000);
  const claims = { iss: 'a@p.iam.gserviceaccount.com', scope: 'https://www.googleapis.com/auth/cloud-platform', aud: `${standIn.url}/token` };
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ ...claims, iat: nowS, exp: nowS + lifetimeS })}`;
  const assertion = `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey, 'base64url')}`;
  const body = new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  return fetch(`${standIn.url}/token`, { method: 'POST', body });
}

it('gives a token for a timely assertion, which Vertex takes', async () => {
  const { access_token: token } = (await (await exchange(3_600)).json()) as { access_token: string };
  const answer = await fetch(`${standIn.url}/v1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:generateContent`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] }),
  });
  expect(answer.status).toBe(200);
  const late = await exchange(-10);
  expect([late.status, await late.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});

it('embeds at Vertex in both forms', async () => {
  const ask = async (verb: string, body: object): Promise<unknown> => {
    const path = `/v1/projects/p/locations/global/publishers/google/models/text-embedding-005:${verb}`;
    const headers = { authorization: 'Bearer ya29.test', 'content-type': 'application/json' };
    return (await fetch(standIn.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  };
  const one = await ask('embedContent', { content: { parts: [{ text: 'one text' }] }, outputDimensionality: 8 });
  const { values } = (one as { embedding: { values: number[] } }).embedding;
  expect(values).toHaveLength(8);
  expect(await ask('predict', { instances: [{ content: 'one text' }], parameters: { outputDimensionality: 8 } })).toMatchObject({
    predictions: [{ embeddings: { values, statistics: { token_count: 2, truncated: false } } }],
  });
});
