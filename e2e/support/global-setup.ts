import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { instanceFile, nameInstance } from './instance.ts';

const root = path.resolve(import.meta.dirname, '../..');
const home = path.join(root, '.modelhub/e2e');
const STOP_MS = 30_000;

/** Starts a whole instance of its own, empty, as `npm start` does, and stops it when the tests are done. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (instanceFile() !== undefined) return undefined;
  rmSync(home, { recursive: true, force: true });
  const [dashboard, gateway, metrics, worker] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const child = spawn(process.execPath, [path.join(root, 'tooling/start.mjs')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      MODELHUB_HOME: home,
      PORT: String(dashboard),
      GATEWAY_PORT: String(gateway),
      GATEWAY_METRICS_PORT: String(metrics),
      WORKER_PORT: String(worker),
      // A developer's own keys have no business here.
      OPENAI_API_KEY: '',
      ANTHROPIC_API_KEY: '',
      STRIPE_SECRET_KEY: '',
    },
  });
  let output = '';
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the instance ended with ${code} before it was ready:\n${output}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Ready after')) resolve();
    });
  });
  nameInstance(path.join(home, 'instance.json'));
  return async () => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    await ended;
    clearTimeout(killer);
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
