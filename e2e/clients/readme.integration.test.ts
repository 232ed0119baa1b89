import type {} from '@modelhub/testing/vitest-setup';
import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readmeSnippet } from './readme-snippet.ts';
import { startClientWorld, type ClientWorld } from './world.ts';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld(inject('postgresAdminUrl'));
});
afterAll(() => world.close());

test.each(['TypeScript', 'LangChain', 'LlamaIndex'])('what the README shows of %s runs as it stands', async (heading) => {
  // Here, where the packages are that it imports.
  const file = path.join(import.meta.dirname, `.readme-${heading}.ts`);
  await writeFile(file, readmeSnippet(heading, 'ts', world));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file]);
    expect(stdout).toMatch(/\w/);
    expect(stdout).not.toContain('undefined');
  } finally {
    await rm(file, { force: true });
  }
});
