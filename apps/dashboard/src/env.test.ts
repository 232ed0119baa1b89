import { describe, expect, it } from 'vitest';
import { readEnv } from './env.ts';

const usable = {
  DATABASE_URL: 'postgresql://localhost/modelhub',
  NEXTAUTH_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  API_KEY_PEPPER: 'y'.repeat(32),
  GATEWAY_PUBLIC_URL: 'http://localhost:4000',
};

describe('readEnv', () => {
  it('takes defaults for what is not set', () => {
    expect(readEnv(usable)).toMatchObject({ PORT: 3000, TRUSTED_PROXY_HOPS: 0, LOG_LEVEL: 'info' });
  });

  it('treats an empty string as absent', () => {
    expect(readEnv({ ...usable, REDIS_URL: '', STRIPE_SECRET_KEY: '' }).REDIS_URL).toBeUndefined();
  });

  it.each([
    ['DATABASE_URL', { DATABASE_URL: '' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['NEXTAUTH_SECRET', { NEXTAUTH_SECRET: 'short' }],
    ['PORT', { PORT: 'abc' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_WEBHOOK_SECRET: '' }],
    ['GITHUB_CLIENT_SECRET', { GITHUB_CLIENT_ID: 'id' }],
  ])('refuses and names %s', (name, override) => {
    expect(() => readEnv({ ...usable, ...override })).toThrow(new RegExp(`^${name} `));
  });

  it('never repeats a secret in its message', () => {
    expect(() => readEnv({ ...usable, NEXTAUTH_SECRET: 'hunter2' })).not.toThrow(/hunter2/);
  });
});
