import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { CallSeen } from './answer-shape.ts';

/** The providers of a campaign, see provider-process.ts. */
export interface Provider {
  readonly url: string;
  /** What it has seen of its calls so far. */
  look(): Promise<CallSeen[]>;
  /** As `look`, and it forgets those that are over. */
  take(): Promise<CallSeen[]>;
  close(): Promise<void>;
}

export async function startProvider(): Promise<Provider> {
  const child = fork(path.join(import.meta.dirname, 'provider-process.ts'), { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const [port] = (await once(child, 'message')) as [number];
  return {
    url: `http://127.0.0.1:${port}`,
    look: () => ask(child, 'look'),
    take: () => ask(child, 'take'),
    async close() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
}

async function ask(child: ChildProcess, wish: 'look' | 'take'): Promise<CallSeen[]> {
  const answered = once(child, 'message');
  child.send(wish);
  const [calls] = (await answered) as [CallSeen[]];
  return calls;
}
