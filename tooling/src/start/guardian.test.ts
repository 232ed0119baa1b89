import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startOf } from './process-identity.mjs';
import type { ProcessRecord } from './processes.ts';

const children: ReturnType<typeof spawn>[] = [];

function programRecord(): ProcessRecord {
  const child = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
  children.push(child);
  return { name: 'gateway', pid: child.pid ?? 0, start: startOf(child.pid ?? 0) ?? '', stopSignal: 'SIGTERM' };
}

/** Writes the lines, closes the input as the end of a supervisor would, and waits for the guardian to end. */
function guardianAfter(lines: readonly (readonly ProcessRecord[])[]): Promise<number | null> {
  const guardian = spawn(process.execPath, [path.join(import.meta.dirname, 'guardian.ts')], { stdio: ['pipe', 'ignore', 'inherit'] });
  children.push(guardian);
  for (const line of lines) guardian.stdin?.write(`${JSON.stringify(line)}\n`);
  guardian.stdin?.end();
  return new Promise((resolve) => guardian.once('exit', resolve));
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('guardian', () => {
  it('ends the programs of a supervisor that is gone', async () => {
    const record = programRecord();
    expect(await guardianAfter([[record]])).toBe(0);
    expect(startOf(record.pid)).toBeUndefined();
  });

  it('leaves alone what the supervisor said last was gone', async () => {
    const record = programRecord();
    expect(await guardianAfter([[record], []])).toBe(0);
    expect(startOf(record.pid)).toBeDefined();
  });
});
