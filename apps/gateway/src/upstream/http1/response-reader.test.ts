import type { UpstreamHeaders } from '@modelhub/providers/types';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ResponseReader, type ResponseListener } from './response-reader.ts';

interface Answer {
  status: number;
  headers: UpstreamHeaders;
  body: string;
  /** Null while it is not over. */
  isReusable: boolean | null;
}

class Collector implements ResponseListener {
  readonly answers: Answer[] = [];

  onHead(status: number, headers: UpstreamHeaders): void {
    this.answers.push({ status, headers: { ...headers }, body: '', isReusable: null });
  }

  onBody(chunk: Buffer): void {
    this.#last.body += chunk.toString('latin1');
  }

  onEnd(isReusable: boolean): void {
    this.#last.isReusable = isReusable;
  }

  get #last(): Answer {
    return this.answers.at(-1) as Answer;
  }
}

function read(...pieces: readonly string[]): Answer[] {
  const collector = new Collector();
  const reader = new ResponseReader(collector);
  for (const piece of pieces) reader.feed(Buffer.from(piece, 'latin1'));
  return collector.answers;
}

const OK = 'HTTP/1.1 200 OK\r\n';

describe('an answer', () => {
  it('with a length', () => {
    expect(read(`${OK}Content-Length: 5\r\nX-Request-ID:  a b \r\n\r\nhello`)).toEqual([
      { status: 200, headers: { 'content-length': '5', 'x-request-id': 'a b' }, body: 'hello', isReusable: true },
    ]);
  });

  it('in chunks, with extensions and a trailer', () => {
    const text = `${OK}Transfer-Encoding: chunked\r\n\r\n5;name=value\r\nhello\r\nB \r\n, my friend\r\n000\r\nX-Sum: 1\r\n\r\n`;
    expect(read(text)).toMatchObject([{ body: 'hello, my friend', isReusable: true }]);
  });

  it('until the end of the connection', () => {
    const collector = new Collector();
    const reader = new ResponseReader(collector);
    reader.feed(Buffer.from(`${OK}Content-Type: text/plain\r\n\r\nall`));
    expect(collector.answers).toMatchObject([{ body: 'all', isReusable: null }]);
    reader.close();
    expect(collector.answers).toMatchObject([{ body: 'all', isReusable: false }]);
  });

  it('without a body', () => {
    expect(read('HTTP/1.1 204 No Content\r\n\r\n')).toMatchObject([{ status: 204, body: '', isReusable: true }]);
    expect(read(`${OK}Content-Length: 0\r\n\r\n`)).toMatchObject([{ body: '', isReusable: true }]);
  });

  it('after one that is not final', () => {
    expect(read('HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n', `${OK}Content-Length: 1\r\n\r\n!`)).toMatchObject([{ status: 200, body: '!' }]);
  });

  it('with a header several times', () => {
    expect(read(`${OK}Set-Cookie: a=1\r\nset-cookie: b=2\r\nContent-Length: 0\r\n\r\n`)[0]?.headers['set-cookie']).toEqual(['a=1', 'b=2']);
  });

  test.each([
    ['close', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n', false],
    ['keep-alive of an older server', 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n', true],
    ['nothing, of an older server', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', false],
    ['more bytes than its length', `${OK}Content-Length: 1\r\n\r\nab`, false],
  ])('that says about its connection: %s', (_, text, isReusable) => {
    expect(read(text)[0]?.isReusable).toBe(isReusable);
  });
});

describe('what is no answer', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', /not HTTP/],
    ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n', /not HTTP/],
    ['a switch of protocols', 'HTTP/1.1 101 Switching Protocols\r\n\r\n', /another protocol/],
    ['a length and a coding', `${OK}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n`, /a length and a transfer coding/],
    ['two lengths', `${OK}Content-Length: 5\r\nContent-Length: 6\r\n\r\n`, /length of the answer is not a number/],
    ['a negative length', `${OK}Content-Length: -5\r\n\r\n`, /length of the answer is not a number/],
    ['a list of lengths', `${OK}Content-Length: 5, 5\r\n\r\n`, /length of the answer is not a number/],
    ['a coding that was not asked for', `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n`, /not asked for/],
    ['a header without a colon', `${OK}Content-Length 5\r\n\r\n`, /no colon/],
    ['a blank before the colon', `${OK}Content-Length : 5\r\n\r\n`, /no proper name/],
    ['a folded header', `${OK}X-A: 1\r\n  folded: 2\r\n\r\n`, /no proper name/],
    ['a chunk without a size', `${OK}Transfer-Encoding: chunked\r\n\r\n;x\r\n`, /no size/],
    ['a size that is no number', `${OK}Transfer-Encoding: chunked\r\n\r\n5g\r\n`, /not a number/],
    ['a size that ends in a bare line feed', `${OK}Transfer-Encoding: chunked\r\n\r\n5\nhello`, /without a carriage return/],
    ['a chunk that is longer than it says', `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n`, /longer than its size/],
    ['a size beyond all measure', `${OK}Transfer-Encoding: chunked\r\n\r\nfffffffffffffff\r\n`, /too large/],
    ['a head without an end', `${OK}X: ${'a'.repeat(70_000)}`, /too long/],
    ['an extension without an end', `${OK}Transfer-Encoding: chunked\r\n\r\n5;${'a'.repeat(70_000)}`, /too long/],
    ['a trailer without an end', `${OK}Transfer-Encoding: chunked\r\n\r\n0\r\n${'a: b\r\n'.repeat(12_000)}`, /too long/],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test.each(['', 'HTTP/1.1 200', `${OK}Content-Length: 5\r\n\r\nhell`, `${OK}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`])(
    'one that ends too early: %j',
    (text) => {
      const reader = new ResponseReader(new Collector());
      reader.feed(Buffer.from(text));
      expect(() => reader.close()).toThrow(/before the answer was complete/);
    },
  );
});

test('however an answer is framed and cut into pieces, it is the same', () => {
  const piece = fc.string({ unit: 'binary-ascii', minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }),
      fc.boolean(),
      fc.array(fc.nat(400), { maxLength: 20 }),
      fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.stringMatching(/^[\w ]{0,12}$/)), { maxLength: 5 }),
      (parts, isChunked, cuts, extra) => {
        const own = extra.map(([name, value]) => `x-${name}: ${value}\r\n`).join('');
        const framed = isChunked
          ? `transfer-encoding: chunked\r\n\r\n${parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join('')}0\r\n\r\n`
          : `content-length: ${parts.join('').length}\r\n\r\n${parts.join('')}`;
        const bytes = Buffer.from(`${OK}${own}${framed}`, 'latin1');
        const places = [...cuts.map((cut) => cut % bytes.length), bytes.length].sort((a, b) => a - b);
        const collector = new Collector();
        const reader = new ResponseReader(collector);
        // Twice over one connection, out of memory that is overwritten in between, as sockets do.
        for (const time of [1, 2]) {
          let from = 0;
          for (const to of places) {
            const shared = Buffer.from(bytes.subarray(from, to));
            reader.feed(shared);
            shared.fill(0);
            from = to;
          }
          expect(collector.answers).toHaveLength(time);
        }
        for (const answer of collector.answers) expect(answer).toMatchObject({ status: 200, body: parts.join(''), isReusable: true });
      },
    ),
    { numRuns: 500 },
  );
});
