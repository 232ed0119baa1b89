import { describe, expect, test } from 'vitest';
import { authorization } from './authorization.ts';
import { escapeSegment, signatureHeaders } from './signature.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

/** AWS's own "Signature Version 4 test suite": what its requests have to be signed with. */
const SUITE = [
  ['get-vanilla', { method: 'GET', path: '/' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', { method: 'POST', path: '/' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ['get-utf8', { method: 'GET', path: '/ሴ' }, '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85'],
  ['get-space', { method: 'GET', path: '/example space/' }, '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741'],
  ['get-slash', { method: 'GET', path: '//' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-slash-dot-slash', { method: 'GET', path: '/./' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['get-relative', { method: 'GET', path: '/example/..' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  [
    'post-x-www-form-urlencoded',
    { method: 'POST', path: '/', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'Param1=value1' },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
] as const;

test.each(SUITE)('%s of the test suite', (_name, request, signature) => {
  const { method, path, headers, body } = { headers: {}, body: '', ...request };
  const { authorization: header, 'x-amz-date': date } = signatureHeaders(
    { method, path, headers, body: Buffer.from(body), host: 'example.amazonaws.com' },
    { credentials, region: 'us-east-1', service: 'service', at: new Date('2015-08-30T12:36:00Z') },
  );
  expect(date).toBe('20150830T123600Z');
  expect(header).toBe(
    `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${[...Object.keys(headers), 'host', 'x-amz-date'].join(';')}, Signature=${signature}`,
  );
});

test('what stands in a path is escaped as RFC 3986 wants it', () => {
  expect(escapeSegment("us.anthropic.claude-v1:0/a b!'()*~")).toBe('us.anthropic.claude-v1%3A0%2Fa%20b%21%27%28%29%2A~');
});

describe('authorization of a call', () => {
  const call = {
    path: '/model/us.anthropic.claude-sonnet-4-5-20250929-v1%3A0/converse-stream',
    body: Buffer.from('{"messages":[]}'),
    at: new Date('2026-11-24T10:00:00Z'),
  };
  const connection = { baseUrl: 'https://bedrock-runtime.us-east-1.amazonaws.com', apiKey: '' };
  const { secretAccessKey } = credentials;
  const sessionToken =
    'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';
  const headersOf = (list: string[]): Record<string, string> =>
    Object.fromEntries(list.flatMap((name, at) => (at % 2 === 0 ? [[name, list[at + 1] as string]] : [])));

  test('temporary credentials, as @smithy/signature-v4 5 signs the same call', () => {
    const headers = headersOf(authorization({ ...connection, extra: { ...credentials, sessionToken } }, call));
    expect(headers).toEqual({
      'content-type': 'application/json',
      'x-amz-date': '20261124T100000Z',
      'x-amz-security-token': sessionToken,
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261124/us-east-1/bedrock/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=4124b729c3fe54e5c8a47a825c745d30d6d080bbfba159249939a3402a252cf1',
    });
  });

  test('the path of the base URL is signed as well, and so is its port', () => {
    const signed = (baseUrl: string): string | undefined =>
      headersOf(authorization({ ...connection, baseUrl, extra: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey, region: 'eu-west-1' } }, call))['authorization'];
    const signatures = ['https://proxy.example', 'https://proxy.example/', 'https://proxy.example/bedrock', 'https://proxy.example:8443'].map(signed);
    expect(signatures[0]).toBe(signatures[1]);
    expect(new Set(signatures).size).toBe(3);
    expect(signatures[0]).toContain('/eu-west-1/bedrock/');
  });

  test.each([
    ['https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com', 'us-gov-west-1'],
    ['https://vpce-0123-abcd.bedrock-runtime.eu-central-1.vpce.amazonaws.com', 'eu-central-1'],
  ])('%s tells its region', (baseUrl, region) => {
    expect(headersOf(authorization({ ...connection, baseUrl, extra: { ...credentials } }, call))['authorization']).toContain(`/${region}/bedrock/`);
  });

  test.each([
    ['a region', { baseUrl: 'http://127.0.0.1:1', extra: { ...credentials } }],
    ['a secret', { extra: { accessKeyId: 'AKIDEXAMPLE' } }],
    ['the id of an access key', { extra: { secretAccessKey } }],
    ['everything', {}],
  ])('without %s nothing is sent', (_what, fields) => {
    expect(() => authorization({ ...connection, ...fields }, call)).toThrow(expect.objectContaining({ code: 'provider_error' }));
  });

  test('an API key of Bedrock goes as it is', () => {
    expect(headersOf(authorization({ baseUrl: connection.baseUrl, apiKey: 'ABSKQmVkcm9ja0FQSUtleQ==', extra: { accessKeyId: '' } }, call))).toEqual({
      'content-type': 'application/json',
      authorization: 'Bearer ABSKQmVkcm9ja0FQSUtleQ==',
    });
  });
});
