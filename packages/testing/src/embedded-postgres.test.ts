import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

test.each(['./embedded-postgres.ts', './postgres.ts'])('a process that uses %s ends with the code that it means to end with', (module) => {
  const code = `await import(${JSON.stringify(path.join(import.meta.dirname, module))}); process.exitCode = 3;`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', code], { encoding: 'utf8' });
  expect(ended.stderr).toBe('');
  expect(ended.status).toBe(3);
});
