// Authors a migration: prints the SQL that leads from an earlier schema to today's, by comparing schema texts.
// The engine wants a connection to any PostgreSQL 18, whose content it does not look at: DATABASE_URL.
//   node prisma/diff.ts                     from nothing
//   node prisma/diff.ts HEAD                from the schema committed at HEAD
// Row-level security, grants and partitions are then written into the file by hand.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg';

const schemaPath = path.join(import.meta.dirname, 'schema.prisma');
const wasmPath = path.join(path.dirname(createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')), 'schema_engine_bg.wasm');

async function loadEngine(): Promise<void> {
  const { instance } = await WebAssembly.instantiate(readFileSync(wasmPath), {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  });
  (engine as unknown as { __wbg_set_wasm(exports: unknown): void }).__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start?(): void }).__wbindgen_start?.();
}

function earlierSchema(revision: string | undefined): string | undefined {
  if (revision === undefined) return undefined;
  return execFileSync('git', ['show', `${revision}:./schema.prisma`], { cwd: import.meta.dirname, encoding: 'utf8' });
}

const files = (content: string) => ({ files: [{ path: 'schema.prisma', content }] });

await loadEngine();
const current = readFileSync(schemaPath, 'utf8');
const earlier = earlierSchema(process.argv[2]);
const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: process.env['DATABASE_URL'] ?? '' }));
const schemaEngine = await engine.SchemaEngine.new({ datamodels: [['schema.prisma', current]] }, () => {}, adapter);
const result = await schemaEngine.diff({
  from: earlier === undefined ? { tag: 'empty' } : { tag: 'schemaDatamodel', ...files(earlier) },
  to: { tag: 'schemaDatamodel', ...files(current) },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(result.stdout ?? '');
