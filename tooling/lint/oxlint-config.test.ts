import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
let folder: string;

/** A file at its place in a small copy of the tree, and the rules that have to speak up about it. */
const FILES: readonly { readonly file: string; readonly code: string; readonly rules: readonly string[] }[] = [
  { file: 'apps/worker/src/good.ts', code: `export async function double(n: Promise<number>): Promise<number> {\n  return 2 * (await n);\n}\n`, rules: [] },
  { file: 'apps/worker/src/env.ts', code: `export const port = process.env['PORT'];\n`, rules: [] },
  { file: 'apps/worker/src/port.ts', code: `export const port = process.env['PORT'];\n`, rules: ['modelhub(no-env-outside-env-file)'] },
  { file: 'packages/core/src/money.ts', code: `export const half = (costNanoUsd: bigint): bigint => costNanoUsd / 2n;\n`, rules: [] },
  {
    file: 'packages/billing/src/half.ts',
    code: `export const half = (costNanoUsd: bigint): bigint => costNanoUsd / 2n;\n`,
    rules: ['modelhub(no-float-money)'],
  },
  { file: 'packages/db/src/client.ts', code: `export { PrismaClient } from '@prisma/client';\n`, rules: [] },
  { file: 'apps/worker/src/client.ts', code: `export { PrismaClient } from '@prisma/client';\n`, rules: ['modelhub(no-generated-client)'] },
  {
    file: 'apps/dashboard/src/keys.ts',
    code: `export const keys = (prisma: { apiKey: { findMany(): unknown } }): unknown => prisma.apiKey.findMany();\n`,
    rules: ['modelhub(no-unscoped-tenant-query)'],
  },
  { file: 'apps/worker/src/floating.ts', code: `export function go(): void {\n  Promise.resolve(1);\n}\n`, rules: ['typescript(no-floating-promises)'] },
  {
    file: 'apps/worker/src/misused.ts',
    code: `export function go(): void {\n  [1].forEach(async (n) => {\n    await Promise.resolve(n);\n  });\n}\n`,
    rules: ['typescript(no-misused-promises)'],
  },
  {
    file: 'apps/worker/src/switch.ts',
    code: `export function name(kind: 'a' | 'b'): string {\n  switch (kind) {\n    case 'a':\n      return 'A';\n  }\n  return '';\n}\n`,
    rules: ['typescript(switch-exhaustiveness-check)'],
  },
  { file: 'apps/worker/src/any.ts', code: `export const anything: any = 1;\n`, rules: ['typescript(no-explicit-any)'] },
  { file: 'apps/worker/src/cycle-a.ts', code: `import { b } from './cycle-b.ts';\nexport const a = (): number => b();\n`, rules: ['import(no-cycle)'] },
  { file: 'apps/worker/src/cycle-b.ts', code: `import { a } from './cycle-a.ts';\nexport const b = (): number => a();\n`, rules: ['import(no-cycle)'] },
  {
    file: 'apps/worker/src/unused-directive.ts',
    code: `// oxlint-disable-next-line no-console -- nothing to disable\nexport const one = 1;\n`,
    rules: ['unused-directive'],
  },
];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'modelhub-oxlint-'));
  // The configuration itself, with the plugin and the packages where it expects them.
  for (const name of ['.oxlintrc.json', 'node_modules', 'tooling', 'prisma']) symlinkSync(path.join(root, name), path.join(folder, name));
  const tsconfig = { compilerOptions: { target: 'es2024', module: 'nodenext', strict: true, allowImportingTsExtensions: true, noEmit: true, types: ['node'] } };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify({ ...tsconfig, include: ['apps', 'packages'] }));
  for (const { file, code } of FILES) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), code);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the configuration refuses each violation, as an error, and nothing else', { timeout: 60_000 }, () => {
  const oxlint = path.join(root, 'node_modules/oxlint/bin/oxlint');
  const { stdout, stderr, status } = spawnSync(process.execPath, [oxlint, '-c', '.oxlintrc.json', '-f', 'json', 'apps', 'packages'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code?: string; severity: string; message: string; filename: string }[] };
  const found = new Map<string, string[]>(FILES.map(({ file }) => [file, []]));
  for (const { code, severity, message, filename } of diagnostics) {
    expect(severity, message).toBe('error');
    found.get(path.relative(folder, path.resolve(folder, filename)))?.push(code ?? (message.startsWith('Unused') ? 'unused-directive' : message));
  }
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(FILES.map(({ file, rules }) => [file, rules])));
  expect(status).toBe(1);
});
