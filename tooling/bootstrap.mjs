// What `npm start` and `npm test` have in common: from a fresh clone with nothing but Node 20 and npm to installed
// dependencies, a generated database client and Node 24. Zero dependencies, and syntax that Node 20 runs.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const PNPM_VERSION = '12.21.0';
const NODE_MAJOR_MIN = 24;
const pnpmHome = path.join(root, '.modelhub/tools/pnpm');
const pnpmBin = path.join(pnpmHome, 'node_modules/.bin');
const packagedNode = path.join(root, 'node_modules/node/bin/node');
const installMark = path.join(root, 'node_modules/.modelhub-installed');
const generatedClient = path.join(root, 'packages/db/src/generated');

/** A failed step of the bootstrap: the message is one sentence with the remedy, `output` what the tool said. */
export class BootstrapError extends Error {
  constructor(message, output = '') {
    super(message);
    this.name = 'BootstrapError';
    this.output = output;
  }
}

/**
 * Makes the working copy runnable and returns the tools to run it with: `node` (24 or later), `pnpm` (12) and `env` for
 * child processes, in which both come first on the PATH. Does nothing that is done already; `onStep` hears of each step
 * that takes time. Throws `BootstrapError`.
 */
export async function bootstrap({ onStep = () => {} } = {}) {
  await installPnpm(onStep);
  await installDependencies(onStep);
  const node = findNode();
  const env = toolEnv(node);
  await generateClient(onStep, env);
  return { node, pnpm: path.join(pnpmBin, 'pnpm'), env };
}

/**
 * Runs a command to its end and keeps what it says on either stream. Resolves to `{ code, output }` whatever the code;
 * a command that cannot start, or that outlives `timeoutMs`, has a code other than 0 and says so in `output`. The whole
 * process group ends with it.
 */
export function run(command, args, { cwd = root, env = process.env, timeoutMs = 0, onLine } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
    const release = endWithUs(child);
    let output = '';
    let timer;
    const take = (chunk) => {
      output += chunk;
      onLine?.(chunk);
    };
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    if (timeoutMs > 0) {
      timer = setTimeout(() => {
        output += `\nStopped: not done after ${Math.round(timeoutMs / 1000)} s.\n`;
        killGroup(child, 'SIGKILL');
      }, timeoutMs);
    }
    const end = (code) => {
      clearTimeout(timer);
      release();
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += `${command} could not be started: ${error.message}\n`;
      end(127);
    });
    child.once('close', (code) => end(code ?? 1));
  });
}

/** Children run in groups of their own, so they have to be told when this process is interrupted. */
function endWithUs(child) {
  const onSignal = (signal) => {
    killGroup(child, signal);
    process.exit(signal === 'SIGINT' ? 130 : 143);
  };
  process.once('SIGINT', onSignal);
  process.once('SIGTERM', onSignal);
  return () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
}

function killGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? child.pid : -child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** A copy of our own: whatever pnpm or corepack shim the machine has may be another version, or ask questions. */
async function installPnpm(onStep) {
  const manifest = path.join(pnpmHome, 'node_modules/pnpm/package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === PNPM_VERSION) return;
  onStep(`installing pnpm ${PNPM_VERSION}`);
  rmSync(pnpmHome, { recursive: true, force: true });
  mkdirSync(pnpmHome, { recursive: true });
  writeFileSync(path.join(pnpmHome, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error', `pnpm@${PNPM_VERSION}`];
  const { code, output } = await run('npm', args, { cwd: pnpmHome, env: withoutNpmContext() });
  if (code !== 0) throw new BootstrapError('pnpm could not be installed: check that npm reaches its package registry, then run this again.', output);
}

async function installDependencies(onStep) {
  const wanted = fingerprint(dependencyFiles());
  if (existsSync(packagedNode) && existsSync(installMark) && readFileSync(installMark, 'utf8') === wanted) return;
  onStep('installing dependencies');
  rmSync(installMark, { force: true });
  // CI: pnpm asks nothing, and refuses to work around a lockfile that does not fit.
  const env = { ...toolEnv(process.execPath), CI: 'true' };
  const { code, output } = await run(path.join(pnpmBin, 'pnpm'), ['install', '--frozen-lockfile'], { env });
  if (code !== 0) throw new BootstrapError('The dependencies could not be installed: see the output, mend what it names, then run this again.', output);
  writeFileSync(installMark, wanted);
}

/** The Prisma client is not committed; it follows the schema. */
async function generateClient(onStep, env) {
  const mark = path.join(generatedClient, '.fingerprint');
  const wanted = fingerprint([path.join(root, 'prisma/schema.prisma'), path.join(root, 'packages/db/generate.mjs'), path.join(root, 'pnpm-lock.yaml')]);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  onStep('generating the database client');
  const { code, output } = await run(path.join(pnpmBin, 'pnpm'), ['run', 'generate'], { env });
  if (code !== 0) throw new BootstrapError('The database client could not be generated from prisma/schema.prisma: see the output.', output);
  writeFileSync(mark, wanted);
}

/** Node 24: the one among the dependencies, or else the one we run on. */
function findNode() {
  for (const node of [packagedNode, process.execPath]) {
    const found = spawnSync(node, ['--version'], { encoding: 'utf8' });
    if (found.status === 0 && Number.parseInt(found.stdout.slice(1), 10) >= NODE_MAJOR_MIN) return node;
  }
  throw new BootstrapError(
    `Node ${NODE_MAJOR_MIN} is missing: the "node" package brings none for ${process.platform}-${process.arch}. Install it and run this again.`,
  );
}

function toolEnv(node) {
  const env = withoutNpmContext();
  return { ...env, PATH: [path.dirname(node), pnpmBin, env.PATH ?? ''].join(path.delimiter), TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' };
}

/** `npm run` describes the package it runs to its children in variables that another package manager would take for its own settings. */
function withoutNpmContext() {
  const described = /^npm_(package|lifecycle|command|execpath|node_execpath|config_(local_prefix|global_prefix|prefix|user_agent|noproxy|npm_version))/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !described.test(name)));
}

function dependencyFiles() {
  const manifests = ['.', 'apps', 'packages', 'prisma', 'e2e', 'bench', 'tooling'].flatMap((folder) => [
    path.join(root, folder, 'package.json'),
    ...foldersIn(path.join(root, folder)).map((name) => path.join(root, folder, name, 'package.json')),
  ]);
  return [path.join(root, 'pnpm-lock.yaml'), path.join(root, 'pnpm-workspace.yaml'), ...new Set(manifests)].filter((file) => existsSync(file));
}

function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

/** A digest of the files' names and contents, in the given order, and of the platform. */
export function fingerprint(files) {
  const hash = createHash('sha256').update(`${process.platform}-${process.arch}\n`);
  for (const file of files) hash.update(`${path.relative(root, file)}\n`).update(readFileSync(file));
  return hash.digest('hex');
}
