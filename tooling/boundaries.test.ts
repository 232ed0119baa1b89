import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

interface Cruise {
  readonly modules: readonly { readonly source: string; readonly dependencies: readonly { readonly resolved: string }[] }[];
  readonly summary: { readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string; readonly severity: string } }[] };
}

/** A file of a small tree, and the rules that it breaks. */
const FILES: Readonly<Record<string, { readonly code: string; readonly breaks?: readonly string[] }>> = {
  'packages/core/src/money.ts': { code: `export const zero = 0n;` },
  'packages/core/src/upward.ts': { code: `import { db } from '../../db/src/client.ts';\nexport { db };`, breaks: ['layers-core'] },
  'packages/core/src/types-bind-too.ts': { code: `import type { Db } from '../../db/src/client.ts';\nexport type { Db };`, breaks: ['layers-core'] },
  'packages/db/src/generated/client.ts': { code: `export const PrismaClient = 1;` },
  'packages/db/src/client.ts': { code: `import { PrismaClient } from './generated/client.ts';\nexport const db = PrismaClient;\nexport type Db = number;` },
  'packages/routing/src/plan.ts': { code: `import { zero } from '../../core/src/money.ts';\nexport { zero };` },
  'packages/routing/src/reads-a-file.ts': { code: `import { readFileSync } from 'node:fs';\nexport { readFileSync };`, breaks: ['routing-is-pure'] },
  'packages/routing/src/uses-a-library.ts': { code: `import pg from 'pg';\nexport { pg };`, breaks: ['routing-is-pure'] },
  'packages/routing/src/plan.test.ts': {
    code: `import { readFileSync } from 'node:fs';\nimport { standIn } from '../../testing/src/stand-in.ts';\nexport { readFileSync, standIn };`,
  },
  'packages/providers/src/stores.ts': { code: `import pg from 'pg';\nexport { pg };`, breaks: ['providers-without-database-and-server'] },
  'packages/metering/src/journal.ts': { code: `import { zero } from '../../core/src/money.ts';\nexport { zero };` },
  'packages/metering/src/charges.ts': {
    code: `import { push } from '../../billing/src/push.ts';\nexport { push };`,
    breaks: ['billing-for-worker-and-dashboard', 'layers-metering'],
  },
  'packages/metering/src/uses-a-stand-in.ts': {
    code: `import { standIn } from '../../testing/src/stand-in.ts';\nexport { standIn };`,
    breaks: ['layers-metering', 'testing-in-tests-only'],
  },
  'packages/metering/src/imports-a-test.ts': { code: `import '../../routing/src/plan.test.ts';`, breaks: ['layers-metering', 'tests-are-nobodys-source'] },
  'packages/billing/src/push.ts': { code: `import { zero } from '../../metering/src/journal.ts';\nexport const push = zero;` },
  'packages/testing/src/stand-in.ts': { code: `export const standIn = 1;` },
  'packages/access/src/knows-an-app.ts': {
    code: `import { app } from '../../../apps/gateway/src/app.ts';\nexport { app };`,
    breaks: ['layers-access', 'packages-below-apps'],
  },
  // Reported once for a cycle.
  'packages/queues/src/a.ts': { code: `import { b } from './b.ts';\nexport const a = (): unknown => b;`, breaks: ['no-cycles'] },
  'packages/queues/src/b.ts': { code: `import { a } from './a.ts';\nexport const b = (): unknown => a;` },
  'packages/queues/src/nowhere.ts': { code: `import 'a-package-that-is-not-there';`, breaks: ['resolvable'] },
  'apps/gateway/src/app.ts': { code: `export const app = 1;` },
  'apps/gateway/src/bills.ts': {
    code: `import { push } from '../../../packages/billing/src/push.ts';\nexport { push };`,
    breaks: ['billing-for-worker-and-dashboard', 'gateway-without-control-plane'],
  },
  'apps/worker/src/bills.ts': { code: `import { push } from '../../../packages/billing/src/push.ts';\nexport { push };` },
  'apps/worker/src/reaches-over.ts': { code: `import { app } from '../../gateway/src/app.ts';\nexport { app };`, breaks: ['apps-apart'] },
  'apps/worker/src/own-client.ts': {
    code: `import { PrismaClient } from '../../../packages/db/src/generated/client.ts';\nexport { PrismaClient };`,
    breaks: ['generated-client-in-db-only'],
  },
};

let folder: string;

function cruise(folders: readonly string[], cwd: string): Cruise {
  const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const config = path.join(root, '.dependency-cruiser.mjs');
  const { stdout, stderr } = spawnSync(process.execPath, [depcruise, '--config', config, '--output-type', 'json', ...folders], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cruise;
}

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'modelhub-boundaries-'));
  const files = Object.entries(FILES).map(([file, { code }]) => [file, code] as const);
  const library = [
    ['node_modules/pg/package.json', '{ "name": "pg", "version": "1.0.0", "main": "index.js" }'],
    ['node_modules/pg/index.js', 'module.exports = {};'],
    ['package.json', '{ "name": "fixture", "dependencies": { "pg": "1.0.0" } }'],
  ] as const;
  for (const [file, code] of [...files, ...library]) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), code);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('each boundary is refused when it is crossed, and nothing else is', { timeout: 60_000 }, () => {
  const { violations } = cruise(['apps', 'packages'], folder).summary;
  const found = new Map<string, Set<string>>(Object.keys(FILES).map((file) => [file, new Set()]));
  for (const { from, rule } of violations) {
    expect(rule.severity, rule.name).toBe('error');
    found.get(from)?.add(rule.name);
  }
  const expected = Object.entries(FILES).map(([file, { breaks }]) => [file, breaks ?? []] as const);
  expect(Object.fromEntries([...found].map(([file, rules]) => [file, [...rules].sort()]))).toEqual(Object.fromEntries(expected));
});

test('every rule but those of single packages is broken by a file above', async () => {
  const config = (await import(path.join(root, '.dependency-cruiser.mjs'))) as { default: { forbidden: { name: string }[] } };
  const names = config.default.forbidden.map(({ name }) => name).filter((name) => !name.startsWith('layers-'));
  const broken = new Set(Object.values(FILES).flatMap(({ breaks }) => breaks ?? []));
  expect(names.filter((name) => !broken.has(name))).toEqual([]);
});

// Without TypeScript 6 beside it the tool reads no TypeScript and finds an empty graph, in which nothing is forbidden.
test('the graph of the product is seen, through the exports of its packages', { timeout: 60_000 }, () => {
  const { modules } = cruise(['apps/worker/src', 'apps/dashboard/src'], root);
  const importedBy = (source: string) => modules.find((module) => module.source === source)?.dependencies.map(({ resolved }) => resolved) ?? [];
  expect(importedBy('apps/worker/src/jobs/ship-usage.ts')).toContain('packages/metering/src/ship/ship.ts');
  expect(importedBy('apps/dashboard/src/server/runtime.ts')).toEqual(expect.arrayContaining(['packages/db/src/client.ts', 'packages/db/src/pool.ts']));
  expect(importedBy('apps/dashboard/src/features/auth/components/forgot-form.tsx')).toContain('apps/dashboard/src/trpc/client.tsx');
});
