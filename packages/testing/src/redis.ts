import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './postgres.ts';

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

function redisBinary(): string | undefined {
  return ['redis-server', 'valkey-server'].find((name) => spawnSync(name, ['--version']).status === 0);
}

export interface TestRedisOptions {
  /** The port of one that was stopped, to come back empty at the same address. */
  readonly port?: number;
  /** More of redis-server's own options, `--name value`. */
  readonly flags?: readonly string[];
}

/** A real Redis of its own, in memory; undefined where neither redis-server nor valkey-server is on the PATH. */
export async function startTestRedis(options: TestRedisOptions = {}): Promise<TestRedis | undefined> {
  const binary = redisBinary();
  if (binary === undefined) return undefined;
  const port = options.port ?? (await freePort());
  const child = spawn(
    binary,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--maxmemory-policy', 'noeviction', ...(options.flags ?? [])],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`${binary} ended with ${code} before it was ready`)));
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('Ready to accept connections')) resolve();
    });
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
