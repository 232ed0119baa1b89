import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';

const OPENAI_VERSION = '3.54.0';
const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const ENVIRONMENT = path.join(ROOT, 'node_modules', '.cache', `python-openai-${OPENAI_VERSION}`);
const INSTALL_MAX_MS = 120_000;

const execute = promisify(execFile);

/** A Python that has OpenAI's client, or why there is none. */
export type Python = { readonly executable: string } | { readonly missing: string };

/** Makes an environment of its own for it, which is kept: nothing of the machine's Python is touched. */
export async function findPython(): Promise<Python> {
  const executable = path.join(ENVIRONMENT, 'bin', 'python');
  if (existsSync(path.join(ENVIRONMENT, 'complete'))) return { executable };
  try {
    await execute('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(0 if sys.version_info >= (3, 9) else 1)']);
  } catch {
    return { missing: 'no Python 3.9 or later with venv and pip on this machine' };
  }
  try {
    rmSync(ENVIRONMENT, { recursive: true, force: true });
    await execute('python3', ['-m', 'venv', ENVIRONMENT], { timeout: INSTALL_MAX_MS });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `openai==${OPENAI_VERSION}`];
    await execute(executable, install, { timeout: INSTALL_MAX_MS });
  } catch (error) {
    return { missing: `openai ${OPENAI_VERSION} could not be installed: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)}` };
  }
  mkdirSync(path.join(ENVIRONMENT, 'complete'));
  return { executable };
}

/** Runs a program and gives what it printed. Rejects with what it wrote to stderr when it fails. */
export async function runPython(executable: string, args: readonly string[], input: string): Promise<string> {
  const child = spawn(executable, args, { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' } });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [output, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw new Error(`Python ended with ${code}: ${errors}`);
  return output;
}
