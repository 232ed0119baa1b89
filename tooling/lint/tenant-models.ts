import { readFileSync } from 'node:fs';
import path from 'node:path';

const SCHEMA = path.resolve(import.meta.dirname, '../../prisma/schema.prisma');
let found: ReadonlySet<string> | undefined;

/** The Prisma models whose rows belong to a tenant, as properties of a client: those with an `organizationId`, and `organization` itself. */
export function tenantModels(): ReadonlySet<string> {
  found ??= tenantModelsOf(readFileSync(SCHEMA, 'utf8'));
  return found;
}

/** The same of any schema's text. */
export function tenantModelsOf(schema: string): ReadonlySet<string> {
  const models = [...schema.matchAll(/^model (\w+) \{(.*?)^\}/gms)];
  const names = models.filter(([, name, body]) => name === 'Organization' || /^\s+organizationId\s/m.test(body ?? '')).map(([, name]) => name ?? '');
  return new Set(names.map((name) => name.slice(0, 1).toLowerCase() + name.slice(1)));
}
