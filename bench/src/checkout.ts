import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CACHE, COMPLETE } from './cache.ts';
import { MissingToolError } from './native.ts';

const REPOSITORY = path.join(import.meta.dirname, '../..');

/** The files of a commit with the gateway's dependencies installed. Returns the folder. Throws a `MissingToolError` when there is no such commit. */
export function prepareCheckout(commit: string): string {
  const id = resolve(commit);
  const directory = path.join(CACHE, `checkout-${id.slice(0, 12)}`);
  if (existsSync(path.join(directory, COMPLETE))) return directory;
  process.stderr.write(`installing the gateway of ${commit} in ${directory}\n`);
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  // An archive and no worktree: git keeps nothing of it, and the folder can be deleted at any time.
  const archive = execFileSync('git', ['archive', id], { cwd: REPOSITORY, maxBuffer: Number.POSITIVE_INFINITY });
  execFileSync('tar', ['-x'], { cwd: directory, input: archive });
  install(directory, ['install', '--frozen-lockfile', '--filter', '@modelhub/gateway...', '--filter', '@modelhub/worker...', '--filter', '@modelhub/db...']);
  install(directory, ['--filter', '@modelhub/db', 'run', 'generate']);
  writeFileSync(path.join(directory, COMPLETE), '');
  return directory;
}

function resolve(commit: string): string {
  try {
    return execFileSync('git', ['rev-parse', '--verify', `${commit}^{commit}`], {
      cwd: REPOSITORY,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    throw new MissingToolError(`There is no commit "${commit}" here.`);
  }
}

function install(directory: string, args: readonly string[]): void {
  execFileSync('pnpm', args, { cwd: directory, stdio: ['ignore', 'ignore', 'inherit'] });
}
