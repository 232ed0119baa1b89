import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, COMPLETE } from '../cache.ts';
import { MissingToolError } from '../native.ts';

export interface Installation {
  readonly name: string;
  /** With the version: another one is another folder. */
  readonly folder: string;
  /** Written before the commands run. */
  readonly files?: Readonly<Record<string, string>>;
  readonly commands: readonly (readonly [program: string, ...args: string[]])[];
}

const INSTALL_MS = 10 * 60_000;

/** Installs another gateway into the cache, once. Returns its folder. Throws a `MissingToolError` that says what did not work. */
export function install({ name, folder, files = {}, commands }: Installation): string {
  const directory = path.join(CACHE, folder);
  if (existsSync(path.join(directory, COMPLETE))) return directory;
  process.stderr.write(`installing ${name} in ${directory}\n`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(directory, file), text);
  for (const [program, ...args] of commands) {
    const { status, error, stderr } = spawnSync(program, args, { cwd: directory, encoding: 'utf8', timeout: INSTALL_MS, stdio: ['ignore', 'ignore', 'pipe'] });
    if (status !== 0) throw new MissingToolError(`${program} ${args[0] ?? ''} does not work: ${error?.message ?? lastLine(stderr)}`);
  }
  writeFileSync(path.join(directory, COMPLETE), '');
  return directory;
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
