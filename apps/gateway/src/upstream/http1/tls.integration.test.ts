import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer, getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { UpstreamCall } from '../upstream-call.ts';
import { ConnectionPool } from './connection-pool.ts';

const ANSWER = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n';

let folder: string;
let own: { key: Buffer; cert: Buffer } | null = null;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'modelhub-tls-'));
  const [keyFile, certFile] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
  try {
    const options = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    execFileSync('openssl', ['req', '-x509', ...options, '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'ignore' });
    own = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  } catch {
    // Without openssl there is no certificate to test with.
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function post(pool: ConnectionPool): Promise<{ readonly end: Awaited<UpstreamCall['end']>; readonly text: string }> {
  const call = new UpstreamCall();
  pool.post({ path: '/', headers: [], body: Buffer.from('{}') }, call);
  const end = await call.end;
  return { end, text: call.body().toString() };
}

test('a provider over TLS has to show a certificate, for its own name; a session is taken up again', async ({ skip }) => {
  if (own === null) return skip();
  const resumed: boolean[] = [];
  const names: unknown[] = [];
  const server = createServer(own, (socket: TLSSocket) => {
    resumed.push(socket.isSessionReused());
    names.push([socket.servername, socket.alpnProtocol]);
    socket.on('error', () => {});
    socket.on('data', () => socket.write(ANSWER));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, 'localhost');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const known = getCACertificates('default');
  const pool = new ConnectionPool(`https://localhost:${port}`, { connectTimeoutMs: 2_000 });
  try {
    expect((await post(pool)).end).toMatchObject({ kind: 'broken', error: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' } });
    setDefaultCACertificates([...known, own.cert.toString()]);
    const byAddress = new ConnectionPool(`https://127.0.0.1:${port}`, { connectTimeoutMs: 2_000 });
    expect((await post(byAddress)).end).toMatchObject({ kind: 'broken', error: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } });

    expect(await post(pool)).toEqual({ end: { kind: 'ended' }, text: 'hello' });
    expect(await post(pool)).toEqual({ end: { kind: 'ended' }, text: 'hello' });
    expect(names.at(-1)).toEqual(['localhost', false]);
    const before = resumed.length;
    pool.destroy();
    expect(await post(pool)).toEqual({ end: { kind: 'ended' }, text: 'hello' });
    expect(resumed.slice(before)).toEqual([true]);
  } finally {
    setDefaultCACertificates(known);
    pool.destroy();
    server.close();
  }
});
