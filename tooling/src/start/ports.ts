import { createServer } from 'node:net';
import { z } from 'zod';
import { readJson, writeJson } from './home.ts';
import { StartError } from './start-error.ts';

/** A port that people know by a variable: it is the one they named, or the default, and never another. */
export interface NamedPort {
  readonly variable: string;
  readonly port: number;
  readonly host: string;
}

/** Throws a `StartError` that names the variable when something else listens on the port. */
export async function claimPort({ variable, port, host }: NamedPort): Promise<void> {
  const failure = await tryListen(port, host);
  if (failure !== undefined) throw new StartError(portMessage({ variable, port, host }, failure));
  // `localhost` is ::1 first for many clients: a program that listens there alone would get our visitors.
  if (host === '127.0.0.1' && (await tryListen(port, '::1')) === 'EADDRINUSE') throw new StartError(portMessage({ variable, port, host }, 'EADDRINUSE'));
}

export function portMessage({ variable, port, host }: NamedPort, code: string): string {
  const remedy = `set ${variable} to a free one, in .env or in the environment, and run npm start again.`;
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program: ${remedy}`;
  if (code === 'EACCES') return `Port ${port} may not be used by this account: ${remedy}`;
  return `Nothing can listen on ${host}:${port} (${code}): check HOST and ${variable}, and run npm start again.`;
}

const rememberedSchema = z.record(z.string(), z.number().int());

/**
 * Ports that nobody has to know. Each is the one it was the last time, or `preferred`, or else any that is free: addresses that were
 * stored, such as those on invoices, stay good.
 */
export class InnerPorts {
  readonly #file: string;
  readonly #remembered: Record<string, number>;
  readonly #given = new Set<number>();

  /** `taken` are ports that the product will use but does not listen on yet. */
  constructor(file: string, taken: readonly number[]) {
    this.#file = file;
    this.#remembered = rememberedSchema.catch({}).parse(readJson(file));
    for (const port of taken) this.#given.add(port);
  }

  async port(name: string, preferred?: number): Promise<number> {
    for (const candidate of [this.#remembered[name], preferred, 0]) {
      if (candidate === undefined || this.#given.has(candidate)) continue;
      const port = candidate === 0 ? await freePort() : candidate;
      if ((await tryListen(port, '127.0.0.1')) !== undefined) continue;
      this.#given.add(port);
      this.#remembered[name] = port;
      writeJson(this.#file, this.#remembered);
      return port;
    }
    throw new StartError(`No free port was found for ${name}: end programs that hold many of them, and run npm start again.`);
  }
}

/** The code of the error that listening meets; undefined when the port is free. */
function tryListen(port: number, host: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
