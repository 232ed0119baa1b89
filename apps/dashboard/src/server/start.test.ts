import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

const usable = {
  DATABASE_URL: 'postgresql://localhost/modelhub',
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  API_KEY_PEPPER: 'y'.repeat(32),
  GATEWAY_PUBLIC_URL: 'http://localhost:4000',
  STRIPE_SECRET_KEY: 'sk_test_1',
};

function startWith(env: Record<string, string>): { status: number | null; stderr: string } {
  const program = `import { start } from ${JSON.stringify(new URL('start.ts', import.meta.url).href)}; start();`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], { env: { NODE_ENV: 'production', ...env }, encoding: 'utf8' });
  return { status, stderr };
}

describe('start', () => {
  it.each(['', undefined])('refuses to start with a Stripe key and the webhook secret %j', (secret) => {
    const { status, stderr } = startWith({ ...usable, ...(secret === undefined ? {} : { STRIPE_WEBHOOK_SECRET: secret }) });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^The dashboard cannot start: STRIPE_WEBHOOK_SECRET /);
  });

  it('starts with both', () => {
    expect(startWith({ ...usable, STRIPE_WEBHOOK_SECRET: 'whsec_1' })).toMatchObject({ status: 0 });
  });
});
