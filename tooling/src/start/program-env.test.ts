import { describe, expect, it } from 'vitest';
import type { Variables } from './env.ts';
import type { Home } from './home.ts';
import { checkEnvironments, machineVariables, neededStandIns, programEnvironments, type ProgramEnvironments } from './program-env.ts';
import type { Secrets } from './secrets.ts';

const secrets: Secrets = {
  apiKeyPepper: 'pepper-of-the-instance',
  credentialsKey: Buffer.alloc(32, 7).toString('base64'),
  nextAuthSecret: 'next-auth-secret-of-the-instance-long',
  stripeWebhookSecret: 'whsec_of_the_instance',
  demoPassword: 'p',
  postgresOwnerPassword: 'p',
  dashboardLoginPassword: 'p',
  workerLoginPassword: 'p',
  gatewayLoginPassword: 'p',
};
const home = { journalFolder: '/home/journal', mailFolder: '/home/mail' } as Home;

function environments(variables: Variables): ProgramEnvironments {
  const standIns = neededStandIns(variables);
  return programEnvironments({
    root: '/root-folder',
    home,
    secrets,
    variables,
    inner: {
      databaseUrls: { gateway: 'postgresql://g@h/d', worker: 'postgresql://w@h/d', dashboard: 'postgresql://d@h/d' },
      gatewayMetricsPort: 9001,
      workerPort: 9002,
      stripeStandInUrl: standIns.stripe ? 'http://127.0.0.1:9003' : undefined,
      providerStandInUrl: standIns.providers ? 'http://127.0.0.1:9004' : undefined,
    },
  });
}

describe('programEnvironments', () => {
  it('makes an environment that every program accepts, out of nothing', () => {
    const env = checkEnvironments(environments({ PATH: '/bin' }));
    expect(env.gateway).toMatchObject({ GATEWAY_PORT: 8787, PROVIDER_SANDBOX_URL: 'http://127.0.0.1:9004', JOURNAL_DIR: '/home/journal' });
    expect(env.worker).toMatchObject({ WORKER_PORT: 9002, STRIPE_API_BASE: 'http://127.0.0.1:9003', JOURNAL_DIR: '/home/journal' });
    expect(env.dashboard).toMatchObject({ PORT: 3000, NEXTAUTH_URL: 'http://localhost:3000', STRIPE_WEBHOOK_SECRET: secrets.stripeWebhookSecret });
    expect(env.gateway.API_KEY_PEPPER).toBe(env.dashboard.API_KEY_PEPPER);
    expect(env.gateway.CREDENTIALS_KEY).toBe(secrets.credentialsKey);
    expect(env.dashboard.CREDENTIALS_KEY).toBe(secrets.credentialsKey);
    expect(env.gateway.CUSTOM_BASE_URL_PRIVATE_ALLOWED).toBe('false');
  });

  it('gives each program its own login and none of the others’ variables', () => {
    const all = environments({ PATH: '/bin', OPENAI_API_KEY: 'sk-1', STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1', SMTP_URL: 'smtp://m' });
    expect([all.gateway['DATABASE_URL'], all.worker['DATABASE_URL'], all.dashboard['DATABASE_URL']]).toEqual([
      'postgresql://g@h/d',
      'postgresql://w@h/d',
      'postgresql://d@h/d',
    ]);
    expect(all.gateway).toHaveProperty('OPENAI_API_KEY');
    expect(all.worker).not.toHaveProperty('OPENAI_API_KEY');
    expect(all.dashboard).not.toHaveProperty('OPENAI_API_KEY');
    expect(all.gateway).not.toHaveProperty('STRIPE_SECRET_KEY');
    expect(all.worker).not.toHaveProperty('NEXTAUTH_SECRET');
    expect(all.worker['PATH']).toBe('/bin');
    expect(machineVariables({ PATH: '/bin', OPENAI_API_KEY: 'sk-1' })).toEqual({ PATH: '/bin' });
  });

  it('lets what was configured win over what it would make up', () => {
    const all = environments({
      PORT: '4000',
      NEXTAUTH_URL: 'https://hub.example.com',
      API_KEY_PEPPER: 'a-pepper-of-their-own',
      JOURNAL_DIR: 'j',
      DRAIN_TIMEOUT_MS: '9',
    });
    expect(all.dashboard).toMatchObject({ PORT: '4000', NEXTAUTH_URL: 'https://hub.example.com', API_KEY_PEPPER: 'a-pepper-of-their-own' });
    expect(all.gateway).toMatchObject({ DASHBOARD_PUBLIC_URL: 'https://hub.example.com', API_KEY_PEPPER: 'a-pepper-of-their-own', DRAIN_TIMEOUT_MS: '9' });
    expect([all.gateway['JOURNAL_DIR'], all.worker['JOURNAL_DIR']]).toEqual(['/root-folder/j', '/root-folder/j']);
  });

  it('never points a real Stripe key at the stand-in', () => {
    const all = environments({ STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' });
    expect(all.worker).not.toHaveProperty('STRIPE_API_BASE');
    expect(all.dashboard).toMatchObject({ STRIPE_SECRET_KEY: 'sk_live_1', STRIPE_WEBHOOK_SECRET: 'whsec_1' });
  });
});

describe('neededStandIns', () => {
  it('is everything that is not configured', () => {
    expect(neededStandIns({})).toEqual({ postgres: true, stripe: true, providers: true });
    expect(neededStandIns({ ANTHROPIC_API_KEY: 'k' }).providers).toBe(false);
    expect(neededStandIns({ OLLAMA_MODELS: 'qwen3' }).providers).toBe(false);
    expect(neededStandIns({ OPENROUTER_MODELS: '[]' }).providers).toBe(true);
    expect(neededStandIns({ PROVIDER_SANDBOX_URL: 'http://s' }).providers).toBe(false);
    expect(neededStandIns({ OPENAI_BASE_URL: 'http://s' }).providers).toBe(true);
    expect(neededStandIns({ STRIPE_SECRET_KEY: 'k', DATABASE_URL: 'postgres://d' })).toEqual({ postgres: false, stripe: false, providers: true });
  });
});

describe('checkEnvironments', () => {
  it('names the first variable that a program cannot use, and where to change it', () => {
    expect(() => checkEnvironments(environments({ PORT: 'abc' }))).toThrow(/^PORT .*Change it in \.env or in the environment, and run npm start again\.$/);
    expect(() => checkEnvironments(environments({ GATEWAY_PORT: '70000' }))).toThrow(/^GATEWAY_PORT /);
    expect(() => checkEnvironments(environments({ REDIS_URL: 'http://nope' }))).toThrow(/^REDIS_URL /);
    expect(() => checkEnvironments(environments({ STRIPE_SECRET_KEY: 'sk_live_1' }))).toThrow(/^STRIPE_WEBHOOK_SECRET has to be set/);
  });
});
