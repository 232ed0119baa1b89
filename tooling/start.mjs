// `npm start`: from a fresh clone with nothing but Node 20 and npm to the running product. This file checks, installs, builds and
// shows progress on any Node from 20 on; the product itself is started and watched by src/start/main.ts on Node 24.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const NODE_MAJOR_MIN = 20;
const PARENT_CHECK_MS = 1_000;
const OUTPUT_SHOWN_LINES = 40;

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '..');
const home = path.resolve(root, process.env.MODELHUB_HOME || '.modelhub');

if (Number.parseInt(process.versions.node, 10) < NODE_MAJOR_MIN) {
  process.stderr.write(`ModelHub needs Node ${NODE_MAJOR_MIN} or later and this is ${process.versions.node}: install a newer one and run npm start again.\n`);
  process.exit(1);
}

const { takeLock } = await import('./src/start/home-lock.mjs');
const { Progress } = await import('./src/start/progress.mjs');
const progress = new Progress();

let lock;
try {
  lock = takeLock(home);
} catch (error) {
  fail(`The folder ${home} cannot be used (${error.code ?? error.message}): make it writable, or set MODELHUB_HOME to another one.`);
}
if (!lock.isTaken) {
  process.stdout.write(`${alreadyRunning(lock.pid)}\n`);
  process.exit(0);
}
process.on('exit', lock.release);

try {
  const { bootstrap } = await import('./bootstrap.mjs');
  const { buildDashboard } = await import('./build-dashboard.mjs');
  const onStep = (text) => progress.step(text);
  const tools = await bootstrap({ onStep });
  await buildDashboard(tools, { onStep });
  runProduct(tools);
} catch (error) {
  if (error.name !== 'BootstrapError') throw error;
  fail(error.message, error.output);
}

/** Hands over, shows what the product reports, passes the order to stop on, and ends as the product ends. */
function runProduct(tools) {
  const main = path.join(here, 'src/start/main.ts');
  const product = spawn(tools.node, [main], { cwd: root, env: tools.env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let failure;
  let isReady = false;
  product.on('message', (message) => {
    if (message.step !== undefined) progress.step(message.step);
    if (message.note !== undefined) process.stdout.write(`${message.note}\n`);
    if (message.ready !== undefined) {
      progress.done();
      process.stdout.write(`\n${message.ready}\n\nReady after ${progress.elapsedSeconds} s. Ctrl-C stops everything.\n`);
      isReady = true;
    }
    if (message.failure !== undefined) failure = message.failure;
  });

  let isStopping = false;
  const stop = () => {
    if (!isStopping) {
      progress.done();
      process.stdout.write('\nStopping.\n');
    }
    isStopping = true;
    if (product.connected) product.send({ stop: true });
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  process.on('SIGHUP', stop);
  stopWithoutParent(stop);

  product.on('exit', (code, signal) => {
    if (failure !== undefined) fail(failure.message, failure.details);
    if (code === 0) process.exit(0);
    fail(
      isReady || isStopping
        ? `ModelHub ended unexpectedly (${signal ?? `code ${code}`}): see ${path.join(home, 'logs')}, then run npm start again.`
        : `ModelHub could not be started (${signal ?? `code ${code}`}): see the output above and ${path.join(home, 'logs')}.`,
    );
  });
}

/** npm, or the shell that it runs scripts in, may be killed without a word to us: then nobody could stop the product any more. */
function stopWithoutParent(stop) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) stop();
  }, PARENT_CHECK_MS).unref();
}

function alreadyRunning(pid) {
  try {
    const { dashboardUrl, gatewayUrl } = JSON.parse(readFileSync(path.join(home, 'instance.json'), 'utf8'));
    return `ModelHub is already running: dashboard ${dashboardUrl}, gateway ${gatewayUrl} (stop it with Ctrl-C where it was started, or kill ${pid}).`;
  } catch {
    return `ModelHub is already being started by process ${pid}: wait for it, or end it and run npm start again.`;
  }
}

function fail(sentence, details = '') {
  progress.failed();
  const lines = details.trim().split('\n').slice(-OUTPUT_SHOWN_LINES).join('\n');
  process.stderr.write(`${lines === '' ? '' : `\n${lines}\n\n`}${sentence}\n`);
  process.exit(1);
}
