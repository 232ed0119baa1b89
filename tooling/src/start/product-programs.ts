import path from 'node:path';
import type { ProductProgram, ProgramEnvironments } from './program-env.ts';
import type { ProgramSpec } from './program.ts';

const STOP_TIMEOUT_MS = 25_000;
const DASHBOARD_STOP_TIMEOUT_MS = 8_000;
/** Beyond what requests get to end: closing files and connections. */
const GATEWAY_CLOSE_MS = 5_000;

/**
 * Of the heap for what lives shortly: V8 lets it grow to more than 100 MB under load, where 8 MB a half cost the same time. And nothing is put among what lives
 * long by a guess: what lives for one request only is dead there, and keeps the rest of its request until the next full collection (docs/performance.md).
 * The gateway's own `start` script says the same.
 */
const GATEWAY_FLAGS = ['--max-semi-space-size=8', '--no-allocation-site-pretenuring'];

/** The three programs of the product, as processes. */
export function productPrograms(
  { root, node }: { readonly root: string; readonly node: string },
  environments: ProgramEnvironments,
  { drainTimeoutMs }: { readonly drainTimeoutMs: number },
): Record<ProductProgram, ProgramSpec> {
  const app = (name: ProductProgram): string => path.join(root, 'apps', name);
  const common = { command: node, stopSignal: 'SIGTERM' } as const;
  // Sources without their types, and compiled, from the last start: half of the time to start, and 20 MB less of what strips types.
  const cache = { NODE_COMPILE_CACHE: path.join(root, 'node_modules/.cache/compiled') };
  return {
    gateway: {
      ...common,
      name: 'gateway',
      title: 'The gateway',
      args: [...GATEWAY_FLAGS, 'src/server.ts'],
      cwd: app('gateway'),
      env: { ...cache, ...environments.gateway },
      stopTimeoutMs: drainTimeoutMs + GATEWAY_CLOSE_MS,
    },
    worker: {
      ...common,
      name: 'worker',
      title: 'The worker',
      args: ['src/main.ts'],
      cwd: app('worker'),
      env: { ...cache, ...environments.worker },
      stopTimeoutMs: STOP_TIMEOUT_MS,
    },
    dashboard: {
      ...common,
      name: 'dashboard',
      title: 'The dashboard',
      args: [
        'node_modules/next/dist/bin/next',
        'start',
        '--port',
        environments.dashboard['PORT'] ?? '3000',
        '--hostname',
        environments.dashboard['HOST'] ?? '127.0.0.1',
      ],
      cwd: app('dashboard'),
      env: environments.dashboard,
      stopTimeoutMs: DASHBOARD_STOP_TIMEOUT_MS,
    },
  };
}
