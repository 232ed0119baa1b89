import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { takeLock } from './home-lock.mjs';
import { isSameProcess, startOf } from './process-identity.mjs';

const home = (): string => mkdtempSync(path.join(os.tmpdir(), 'modelhub-lock-'));
const children: ReturnType<typeof spawn>[] = [];

function otherProcess(): number {
  const child = spawn('sleep', ['60'], { stdio: 'ignore' });
  children.push(child);
  return child.pid ?? 0;
}

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

describe('takeLock', () => {
  it('takes a home that nobody has, and gives it back', () => {
    const folder = home();
    const lock = takeLock(folder);
    expect(lock.isTaken).toBe(true);
    expect(existsSync(path.join(folder, 'lock'))).toBe(true);
    if (lock.isTaken) lock.release();
    expect(existsSync(path.join(folder, 'lock'))).toBe(false);
  });

  it('names the living process that has it', () => {
    const folder = home();
    const pid = otherProcess();
    writeFileSync(path.join(folder, 'lock'), JSON.stringify({ pid, start: startOf(pid) }));
    expect(takeLock(folder)).toEqual({ isTaken: false, pid });
  });

  it.each([
    ['a process that is gone', { pid: 2_147_483_600, start: 'x' }],
    ['an id that belongs to another process by now', { pid: 1, start: 'long ago' }],
  ])('takes over from %s', (_what, holder) => {
    const folder = home();
    writeFileSync(path.join(folder, 'lock'), JSON.stringify(holder));
    expect(takeLock(folder).isTaken).toBe(true);
  });

  it('takes over a lock that was cut off while it was written', () => {
    const folder = home();
    writeFileSync(path.join(folder, 'lock'), '{"pid":');
    expect(takeLock(folder).isTaken).toBe(true);
  });
});

describe('isSameProcess', () => {
  it('believes an id only with the moment its process began', () => {
    const pid = otherProcess();
    expect(isSameProcess({ pid, start: startOf(pid) })).toBe(true);
    expect(isSameProcess({ pid, start: 'another moment' })).toBe(false);
    expect(isSameProcess({ pid, start: undefined })).toBe(false);
  });

  it('counts a process that has ended as gone', async () => {
    const pid = otherProcess();
    const identity = { pid, start: startOf(pid) };
    const child = children.pop();
    await new Promise((resolve) => {
      child?.once('exit', resolve);
      child?.kill('SIGKILL');
    });
    expect(isSameProcess(identity)).toBe(false);
  });
});
