import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { homeFolder, mergeVariables, readVariables } from './env.ts';

const folder = (): string => mkdtempSync(path.join(os.tmpdir(), 'modelhub-env-'));

describe('readVariables', () => {
  it('lets the environment win over .env, and an empty value uncover what the file says', () => {
    const root = folder();
    writeFileSync(path.join(root, '.env'), 'PORT=4000\nGATEWAY_PORT=4001\nQUOTED="a # b"\n# PORT=1\nEMPTY=\n');
    expect(readVariables(root, { PORT: '5000', GATEWAY_PORT: '', PATH: '/bin' })).toEqual({
      PORT: '5000',
      GATEWAY_PORT: '4001',
      QUOTED: 'a # b',
      PATH: '/bin',
    });
  });

  it('needs no .env', () => {
    expect(readVariables(folder(), { PORT: '5000' })).toEqual({ PORT: '5000' });
  });

  it('says in one sentence when .env cannot be read', () => {
    const root = folder();
    mkdirSync(path.join(root, '.env'));
    expect(() => readVariables(root, {})).toThrow(/\.env cannot be read \(EISDIR\): mend or delete it/);
  });
});

describe('mergeVariables', () => {
  it('takes the last that is not empty', () => {
    expect(mergeVariables({ A: '1', B: '1' }, { A: '', B: '2', C: undefined })).toEqual({ A: '1', B: '2' });
  });
});

describe('homeFolder', () => {
  it('is .modelhub in the root unless it is named, from the root or absolutely', () => {
    expect(homeFolder('/srv/app', {})).toBe('/srv/app/.modelhub');
    expect(homeFolder('/srv/app', { MODELHUB_HOME: '' })).toBe('/srv/app/.modelhub');
    expect(homeFolder('/srv/app', { MODELHUB_HOME: 'other' })).toBe('/srv/app/other');
    expect(homeFolder('/srv/app', { MODELHUB_HOME: '/var/two' })).toBe('/var/two');
  });
});
