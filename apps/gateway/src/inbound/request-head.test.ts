import { describe, expect, test } from 'vitest';
import { isPlain, readHead } from './request-head.ts';

const PLAIN = ['host: gateway', 'content-type: application/json', 'content-length: 2'];
const head = (lines: readonly string[], start = 'POST /v1/chat/completions HTTP/1.1'): string => `${[start, ...lines].join('\r\n')}\r\n`;

describe('the head of a plain request', () => {
  test('is read with names in lower case and values without the blanks around them', () => {
    expect(readHead(head([...PLAIN, 'Authorization:  \tBearer key \t', 'X-Empty:']))).toEqual({
      path: '/v1/chat/completions',
      headers: { host: 'gateway', 'content-type': 'application/json', 'content-length': '2', authorization: 'Bearer key', 'x-empty': '' },
      contentLength: 2,
    });
  });

  test.each([
    ['a type with parameters', 'content-type: Application/JSON; charset=utf-8'],
    ['keep-alive', 'Connection: Keep-Alive'],
    ['no content coding', 'content-encoding: identity'],
  ])('may have %s', (_, line) => {
    const lines = PLAIN.filter((plain) => !line.toLowerCase().startsWith(plain.slice(0, plain.indexOf(':'))));
    expect(readHead(head([...lines, line]))).not.toBeNull();
  });
});

describe('read by somebody else is', () => {
  test.each([
    ['another method', head(PLAIN, 'GET /v1/models HTTP/1.1')],
    ['HTTP/1.0', head(PLAIN, 'POST / HTTP/1.0')],
    ['a start without a version', head(PLAIN, 'POST /')],
    ['a start with a space too many', head(PLAIN, 'POST  / HTTP/1.1')],
    ['a transfer coding', head([...PLAIN, 'transfer-encoding: chunked'])],
    ['an expectation', head([...PLAIN, 'expect: 100-continue'])],
    ['an upgrade', head([...PLAIN, 'upgrade: websocket'])],
    ['a connection that is to be closed', head([...PLAIN, 'connection: close'])],
    ['a content coding', head([...PLAIN, 'content-encoding: gzip'])],
    ['a header twice', head([...PLAIN, 'x-one: 1', 'X-One: 2'])],
    ['two lengths', head([...PLAIN, 'content-length: 2'])],
    ['a length with a sign', head([PLAIN[0] as string, PLAIN[1] as string, 'content-length: +2'])],
    ['a length in hex', head([PLAIN[0] as string, PLAIN[1] as string, 'content-length: 0x2'])],
    ['two lengths in one', head([PLAIN[0] as string, PLAIN[1] as string, 'content-length: 2, 2'])],
    ['no length', head(PLAIN.slice(0, 2))],
    ['no body', head([PLAIN[0] as string, PLAIN[1] as string, 'content-length: 0'])],
    ['no host', head(PLAIN.slice(1))],
    ['an empty host', head(['host:', ...PLAIN.slice(1)])],
    ['no type', head([PLAIN[0] as string, PLAIN[2] as string])],
    ['another type', head([PLAIN[0] as string, 'content-type: application/jsonl', PLAIN[2] as string])],
    ['a form', head([PLAIN[0] as string, 'content-type: multipart/form-data; boundary=x', PLAIN[2] as string])],
    ['a space before the colon', head([...PLAIN, 'x-one : 1'])],
    ['a line that goes on in the next', head([...PLAIN, 'x-one: 1', ' 2'])],
    ['a line without a colon', head([...PLAIN, 'x-one'])],
    ['a name that is empty', head([...PLAIN, ': 1'])],
    ['a name with a parenthesis', head([...PLAIN, 'x(one): 1'])],
    ['a name of the language', head([...PLAIN, '__proto__: 1'])],
    ['a null in a value', head([...PLAIN, 'x-one: 1\u00002'])],
    ['a line feed alone', head([...PLAIN, 'x-one: 1\nx-two: 2'])],
    ['a carriage return alone', head([...PLAIN, 'x-one: 1\rx-two: 2'])],
  ])('%s', (_, text) => expect(readHead(text)).toBeNull());

  test('a request whose headers Node joined', () => {
    expect(isPlain({ host: 'gateway', 'content-type': 'application/json', 'content-length': '2' })).toBe(true);
    expect(isPlain({ host: 'gateway', 'content-type': 'application/json', 'content-length': '2', 'transfer-encoding': 'chunked' })).toBe(false);
  });
});
