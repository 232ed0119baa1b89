// Runs the product for tooling/start.mjs, which shows what this process reports: steps, notes, the summary once everything is ready, or
// why it could not start. It stops when it is told to, on a signal, and when that process is gone.
import path from 'node:path';
import { homeFolder } from './env.ts';
import { startProduct, type RunningProduct } from './start-product.ts';
import { StartError } from './start-error.ts';
import { summary } from './summary.ts';

/** One Ctrl-C arrives here twice, from the terminal and from start.mjs: only a later one means "now". */
const IMPATIENT_AFTER_MS = 1_500;

const root = path.resolve(import.meta.dirname, '../../..');
const abort = new AbortController();
let product: RunningProduct | undefined;
let stopAskedMs: number | undefined;

const report = (message: Readonly<Record<string, unknown>>): void => {
  if (process.connected) process.send?.(message);
};

function stop(): void {
  if (stopAskedMs !== undefined) {
    if (Date.now() - stopAskedMs > IMPATIENT_AFTER_MS) product?.kill();
    return;
  }
  stopAskedMs = Date.now();
  abort.abort();
  product?.stop().then(
    () => process.exit(0),
    (error: unknown) => fail(error),
  );
}

function fail(error: unknown): void {
  if (stopAskedMs !== undefined && product === undefined) process.exit(0);
  const failure =
    error instanceof StartError
      ? { message: error.message, details: error.details }
      : {
          message: 'ModelHub could not be started because of a fault of its own: see the output.',
          details: error instanceof Error ? error.stack : String(error),
        };
  if (!process.connected) process.exit(1);
  process.send?.({ failure }, () => process.exit(1));
}

process.on('SIGINT', stop);
process.on('SIGTERM', stop);
process.on('SIGHUP', stop);
process.on('disconnect', stop);
process.on('message', (message: { readonly stop?: boolean }) => {
  if (message.stop === true) stop();
});

try {
  product = await startProduct({ root, home: homeFolder(root), onStep: (step) => report({ step }), onNote: (note) => report({ note }) }, abort.signal);
  if (abort.signal.aborted) await product.stop().then(() => process.exit(0));
  report({ ready: summary(product) });
} catch (error) {
  fail(error);
}
