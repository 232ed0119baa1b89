import { mkdtempSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ProcessIdentity } from './process-identity.mjs';
import { isSameProcess, startOf } from './process-identity.mjs';
import { endProcesses } from './processes.ts';
import { Program, type ProgramSpec } from './program.ts';
import { StartError } from './start-error.ts';

const programs: Program[] = [];

interface Run {
  readonly program: Program;
  readonly identities: (ProcessIdentity | undefined)[];
  readonly notes: string[];
  readonly logFile: string;
}

/** A program that is this piece of JavaScript, ready at once unless told otherwise. */
function programOf(script: string, options: { readonly isReady?: () => Promise<boolean>; readonly spec?: Partial<ProgramSpec> } = {}): Run {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'modelhub-program-'));
  const logFile = path.join(folder, 'logs/program.log');
  const identities: (ProcessIdentity | undefined)[] = [];
  const notes: string[] = [];
  const program = new Program(
    {
      name: 'program',
      title: 'The program',
      command: process.execPath,
      args: ['-e', script],
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '' },
      stopSignal: 'SIGTERM',
      stopTimeoutMs: 5_000,
      ...options.spec,
    },
    { logFile, isReady: options.isReady ?? (async () => true), onChange: (identity) => identities.push(identity), onRestart: (note) => notes.push(note) },
  );
  programs.push(program);
  return { program, identities, notes, logFile };
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !condition(); i += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(condition()).toBe(true);
}

afterEach(() => {
  for (const program of programs.splice(0)) program.kill();
});

describe('Program', () => {
  it('keeps what the program says in its log, and ends it when it is told to', async () => {
    const { program, identities, logFile } = programOf('console.log("hello"); setInterval(() => {}, 1000)', {
      isReady: async () => readFileSync(logFile, 'utf8').includes('hello'),
    });
    await program.start();
    const [identity] = identities;
    expect(identity !== undefined && isSameProcess(identity)).toBe(true);
    await program.stop();
    expect(identities).toEqual([identity, undefined]);
    expect(identity !== undefined && isSameProcess(identity)).toBe(false);
  });

  it('kills a program that will not end', async () => {
    const { program, logFile } = programOf('process.on("SIGTERM", () => {}); console.log("deaf"); setInterval(() => {}, 1000)', {
      isReady: async () => readFileSync(logFile, 'utf8').includes('deaf'),
      spec: { stopTimeoutMs: 200 },
    });
    await program.start();
    await program.stop();
    expect(program.pid).toBeUndefined();
  });

  it('fails a start with what the program said when it ends before it is ready', async () => {
    const { program } = programOf('console.error("PORT is wrong"); process.exit(1)', { isReady: async () => false });
    const error = await program.start().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StartError);
    expect((error as StartError).message).toMatch(/^The program ended while it was starting: see .*program\.log/);
    expect((error as StartError).details).toContain('PORT is wrong');
  });

  it('says so when the program cannot be run at all', async () => {
    const { program } = programOf('', { isReady: async () => false, spec: { command: '/does/not/exist' } });
    await expect(program.start()).rejects.toThrow('The program ended while it was starting');
  });

  it('starts a program again that has died', async () => {
    const { program, identities, notes } = programOf('setInterval(() => {}, 1000)');
    await program.start();
    const [first] = identities;
    process.kill(first?.pid ?? 0, 'SIGKILL');
    await until(() => identities.length === 3);
    expect(identities[2]?.pid).not.toBe(first?.pid);
    expect(notes[0]).toMatch(/^The program was ended by SIGKILL; it is started again in 0\.5 s\./);
  });
});

describe('endProcesses', () => {
  it('ends what an earlier life left, and nothing that only has its id', async () => {
    const left = programOf('setInterval(() => {}, 1000)');
    const foreign = programOf('setInterval(() => {}, 1000)');
    await left.program.start();
    await foreign.program.start();
    const record = (pid: number, start: string | undefined) => ({ name: 'gateway', pid, start: start ?? '', stopSignal: 'SIGTERM' as const });
    const pids = [left.program.pid ?? 0, foreign.program.pid ?? 0] as const;
    const ended = await endProcesses([record(pids[0], startOf(pids[0])), record(pids[1], 'another moment'), record(process.pid, startOf(process.pid))]);
    expect(ended).toBe(1);
    expect(startOf(pids[1])).toBeDefined();
  });
});
