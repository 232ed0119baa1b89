import path from 'node:path';
import type { Variables } from './env.ts';
import type { Home } from './home.ts';
import type { ProgramSpec } from './program.ts';

const STOP_TIMEOUT_MS = 5_000;

interface Machine {
  readonly root: string;
  readonly node: string;
  /** What every program gets: PATH and the like. */
  readonly env: Variables;
}

/** The providers' stand-in, while no provider has a key. */
export function providerStandInProgram({ root, node, env }: Machine, port: number): ProgramSpec {
  return {
    name: 'providerStandIn',
    title: 'The stand-in for the providers',
    command: node,
    args: [path.join(root, 'packages/testing/src/provider-stand-in/main.ts'), String(port)],
    cwd: root,
    env,
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}

/** Stripe's stand-in, while there is no key of Stripe's. Its account is kept in the home. */
export function stripeStandInProgram(
  { root, node, env }: Machine,
  { home, port, webhookUrl, webhookSecret }: { readonly home: Home; readonly port: number; readonly webhookUrl: string; readonly webhookSecret: string },
): ProgramSpec {
  return {
    name: 'stripeStandIn',
    title: 'The stand-in for Stripe',
    command: node,
    args: [
      path.join(root, 'packages/testing/src/stripe-stand-in/main.ts'),
      '--port',
      String(port),
      '--state-file',
      home.stripeStateFile,
      '--webhook-url',
      webhookUrl,
    ],
    cwd: root,
    // A secret would be seen by everybody on the command line.
    env: { ...env, STRIPE_WEBHOOK_SECRET: webhookSecret },
    stopSignal: 'SIGTERM',
    stopTimeoutMs: STOP_TIMEOUT_MS,
  };
}
