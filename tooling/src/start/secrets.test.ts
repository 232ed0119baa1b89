import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSecrets, saveSecrets } from './secrets.ts';

const secretsFile = (): string => path.join(mkdtempSync(path.join(os.tmpdir(), 'modelhub-secrets-')), 'secrets.json');

describe('loadSecrets', () => {
  it('makes them up once, for the owner’s eyes alone', () => {
    const file = secretsFile();
    const first = loadSecrets(file);
    expect(loadSecrets(file)).toEqual(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(new Set(Object.values(first)).size).toBe(Object.keys(first).length);
    expect(first.nextAuthSecret.length).toBeGreaterThanOrEqual(32);
    expect(loadSecrets(secretsFile()).apiKeyPepper).not.toBe(first.apiKeyPepper);
  });

  it('adds what a later version needs and keeps the rest', () => {
    const file = secretsFile();
    const { apiKeyPepper, ...rest } = loadSecrets(file);
    writeFileSync(file, JSON.stringify({ apiKeyPepper }));
    const again = loadSecrets(file);
    expect(again.apiKeyPepper).toBe(apiKeyPepper);
    expect(again.nextAuthSecret).not.toBe(rest.nextAuthSecret);
  });

  it('remembers the demo key', () => {
    const file = secretsFile();
    saveSecrets(file, { ...loadSecrets(file), demoApiKey: 'mh_live_1' });
    expect(loadSecrets(file).demoApiKey).toBe('mh_live_1');
  });

  it('does not replace a damaged file, whose secrets something is stored under', () => {
    const file = secretsFile();
    writeFileSync(file, '{"apiKeyPepper": ');
    expect(() => loadSecrets(file)).toThrow(/is damaged: restore it/);
    expect(readFileSync(file, 'utf8')).toBe('{"apiKeyPepper": ');
  });
});
