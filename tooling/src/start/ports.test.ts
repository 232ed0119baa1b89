import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { claimPort, InnerPorts, portMessage } from './ports.ts';

const servers: Server[] = [];

function listen(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    servers.push(server);
  });
}

async function unused(): Promise<number> {
  const port = await listen();
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return port;
}

const portsFile = (): string => path.join(mkdtempSync(path.join(os.tmpdir(), 'modelhub-ports-')), 'ports.json');

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('claimPort', () => {
  it('names the variable of a port that something else listens on', async () => {
    const port = await listen();
    await expect(claimPort({ variable: 'GATEWAY_PORT', port, host: '127.0.0.1' })).rejects.toThrow(
      `Port ${port} is taken by another program: set GATEWAY_PORT to a free one, in .env or in the environment, and run npm start again.`,
    );
  });

  it('accepts a free one', async () => {
    await expect(claimPort({ variable: 'PORT', port: await unused(), host: '127.0.0.1' })).resolves.toBeUndefined();
  });
});

describe('portMessage', () => {
  it('says which of three things is wrong', () => {
    const named = { variable: 'PORT', port: 80, host: '10.9.9.9' };
    expect(portMessage(named, 'EADDRINUSE')).toContain('Port 80 is taken');
    expect(portMessage(named, 'EACCES')).toContain('may not be used by this account');
    expect(portMessage(named, 'EADDRNOTAVAIL')).toContain('Nothing can listen on 10.9.9.9:80 (EADDRNOTAVAIL): check HOST and PORT');
  });
});

describe('InnerPorts', () => {
  it('gives the port of the last time again', async () => {
    const file = portsFile();
    const first = await new InnerPorts(file, []).port('postgres');
    expect(await new InnerPorts(file, []).port('postgres')).toBe(first);
  });

  it('gives another when the one of the last time or the preferred one is taken', async () => {
    const taken = await listen();
    const file = portsFile();
    writeFileSync(file, JSON.stringify({ postgres: taken }));
    expect(await new InnerPorts(file, []).port('postgres')).not.toBe(taken);
    expect(await new InnerPorts(portsFile(), []).port('worker', taken)).not.toBe(taken);
  });

  it('prefers what it is told to, unless that is promised to somebody else', async () => {
    const preferred = await unused();
    expect(await new InnerPorts(portsFile(), []).port('worker', preferred)).toBe(preferred);
    expect(await new InnerPorts(portsFile(), [preferred]).port('worker', preferred)).not.toBe(preferred);
    const ports = new InnerPorts(portsFile(), []);
    expect(await ports.port('a', preferred)).not.toBe(await ports.port('b', preferred));
  });

  it('does without a file that is damaged', async () => {
    const file = portsFile();
    writeFileSync(file, '{"postgres": "x"');
    expect(await new InnerPorts(file, []).port('postgres')).toBeGreaterThan(0);
  });
});
