import { describe, expect, test } from 'vitest';
import { envSchema, readEnv } from './env.ts';

const minimal = { DATABASE_URL: 'postgresql://u:p@localhost/db', JOURNAL_DIR: '/var/lib/journal' };

describe('readEnv', () => {
  test('needs little, and takes an empty string for absent', () => {
    const env = readEnv({ ...minimal, REDIS_URL: '', WORKER_PORT: '' });
    expect(env).toMatchObject({ WORKER_PORT: 9465, LOG_LEVEL: 'info' });
    expect(env.REDIS_URL).toBeUndefined();
    expect(readEnv(minimal).WORKER_ID).toMatch(/^[A-Za-z0-9]/);
  });

  test.each([
    ['DATABASE_URL', 'mysql://x'],
    ['DATABASE_URL', undefined],
    ['JOURNAL_DIR', undefined],
    ['WORKER_PORT', '70000'],
    ['WORKER_PORT', 'x'],
    ['REDIS_URL', 'localhost'],
    ['SMTP_URL', 'http://mail'],
    ['WORKER_ID', 'a:b'],
    ['LOG_LEVEL', 'loud'],
  ])('an unusable %s (%s) is named in one sentence', (name, value) => {
    expect(() => readEnv({ ...minimal, [name]: value })).toThrow(new RegExp(`^${name} `));
  });

  test('every variable is described', () => {
    for (const field of Object.values(envSchema.shape)) expect(field.description).toBeTruthy();
  });
});
