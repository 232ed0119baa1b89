/**
 * The floor of Node: bytes from one socket to another, in which only the ends of messages are looked for. It trusts both sides, checks nothing, and is no
 * server for HTTP; whatever a relay in Node does for its clients comes on top of this.
 */
import { connect, createServer, type Socket } from 'node:net';

const [port, upstreamPort] = process.argv.slice(2).map(Number);
if (port === undefined || upstreamPort === undefined) throw new Error('usage: node <relay> PORT UPSTREAM_PORT');

const LAST_CHUNK = Buffer.from('0\r\n\r\n');
const free: Upstream[] = [];

/** Finds where messages end. */
class Framing {
  #rest = 0;
  #isChunked = false;

  /** Whether the message ends with these bytes. */
  ends(bytes: Buffer): boolean {
    if (this.#isChunked) {
      const isLast = bytes.length >= LAST_CHUNK.length && bytes.compare(LAST_CHUNK, 0, LAST_CHUNK.length, bytes.length - LAST_CHUNK.length) === 0;
      if (isLast) this.#isChunked = false;
      return isLast;
    }
    if (this.#rest > 0) return (this.#rest -= bytes.length) === 0;
    const head = bytes.toString('latin1', 0, bytes.indexOf('\r\n\r\n') + 4);
    const length = /content-length: *(\d+)/i.exec(head)?.[1];
    if (length === undefined) {
      this.#isChunked = head.startsWith('HTTP');
      return this.#isChunked ? this.ends(bytes) : true;
    }
    this.#rest = head.length + Number(length) - bytes.length;
    return this.#rest === 0;
  }
}

class Upstream {
  client: Socket | null = null;
  readonly socket: Socket;
  readonly #framing = new Framing();

  constructor() {
    this.socket = connect({ port: upstreamPort as number, host: '127.0.0.1', noDelay: true });
    this.socket.on('data', (bytes) => {
      this.client?.write(bytes);
      if (!this.#framing.ends(bytes)) return;
      this.client = null;
      free.push(this);
    });
    this.socket.on('error', () => this.client?.destroy());
  }
}

const server = createServer({ noDelay: true }, (client) => {
  const framing = new Framing();
  let upstream: Upstream | null = null;
  client.on('data', (bytes) => {
    if (upstream === null) {
      upstream = free.pop() ?? new Upstream();
      upstream.client = client;
    }
    upstream.socket.write(bytes);
    if (framing.ends(bytes)) upstream = null;
  });
  client.on('error', () => client.destroy());
});
server.listen(port, '127.0.0.1');
