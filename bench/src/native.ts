import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(import.meta.dirname, '..');
const BUILD = path.join(ROOT, 'build');

export interface NativeTools {
  readonly load: string;
  readonly mockUpstream: string;
}

/** This machine lacks something that the benchmark needs; the message says what to do. */
export class MissingToolError extends Error {
  override readonly name = 'MissingToolError';
}

/** Compiles the load generator and the mock upstream: in C, so that they never are what is measured. */
export function buildNativeTools(): NativeTools {
  if (process.platform !== 'linux') throw new MissingToolError('The benchmark runs on Linux only: it reads CPU time from /proc and pins processes to cores.');
  if (!isInstalled('cc')) throw new MissingToolError('There is no C compiler. Install one, on Debian and Ubuntu with: apt-get install gcc libc6-dev');
  if (!isInstalled('taskset')) throw new MissingToolError('taskset is missing. Install it, on Debian and Ubuntu with: apt-get install util-linux');
  mkdirSync(BUILD, { recursive: true });
  return { load: compile('load'), mockUpstream: compile('mock-upstream') };
}

export function isInstalled(command: string): boolean {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined;
}

function compile(name: string): string {
  const program = path.join(BUILD, name);
  execFileSync('cc', ['-O2', '-o', program, path.join(ROOT, 'native', `${name}.c`)], { stdio: 'inherit' });
  return program;
}
