import type { IncomingMessage } from 'node:http';
import { Pool } from 'undici';

export const PATH = '/v1/chat/completions';
export const UPSTREAM_HEADERS = { 'content-type': 'application/json', authorization: 'Bearer sk-upstream' };

/** `node <relay> PORT UPSTREAM_PORT`. */
export function relayArguments(): { readonly port: number; readonly pool: Pool } {
  const [port, upstreamPort] = process.argv.slice(2).map(Number);
  if (port === undefined || upstreamPort === undefined) throw new Error('usage: node <relay> PORT UPSTREAM_PORT');
  const pool = new Pool(`http://127.0.0.1:${upstreamPort}`, { connections: null, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  return { port, pool };
}

/** Calls back with the whole body. */
export function readBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
}
