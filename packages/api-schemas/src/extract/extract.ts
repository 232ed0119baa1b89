import { GROUPS, type GroupName } from '../openai/groups.ts';
import { nameOfRef, type Definitions, type Schema } from '../schema.ts';
import { readSchema } from './read-schema.ts';
import { PATCHES } from './patches.ts';

/** As much of an OpenAPI document as is read. */
export interface ApiDescription {
  readonly info: { readonly version: string };
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

export interface Extracted {
  readonly definitions: Readonly<Record<GroupName, Definitions>>;
  /** Reasons of patches that found nothing to mend: OpenAI has mended it, and the patch can go. */
  readonly idlePatches: readonly string[];
}

/** The schemas of our surfaces, each with all that it refers to, mended. Throws where a schema is gone from the description. */
export function extract({ components: { schemas } }: ApiDescription): Extracted {
  const used = new Set<string>();
  const definitions = Object.fromEntries(
    Object.entries(GROUPS).map(([group, roots]) => {
      const found = closure(roots, schemas);
      for (const { schema, reason, mend } of PATCHES) {
        const broken = found[schema];
        if (broken === undefined) continue;
        const mended = mend(broken);
        if (JSON.stringify(mended) !== JSON.stringify(broken)) used.add(reason);
        found[schema] = mended;
      }
      return [group, found];
    }),
  ) as Record<GroupName, Definitions>;
  return { definitions, idlePatches: PATCHES.map(({ reason }) => reason).filter((reason) => !used.has(reason)) };
}

function closure(roots: readonly string[], schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found: Record<string, Schema> = {};
  const waiting = [...roots];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found[name] !== undefined) continue;
    const schema = schemas[name];
    if (schema === undefined) throw new Error(`the description has no schema ${name}`);
    found[name] = readSchema(schema, name);
    waiting.push(...refsIn(found[name]));
  }
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { $ref } = value as { $ref?: unknown };
  return [...(typeof $ref === 'string' ? [nameOfRef($ref)] : []), ...Object.values(value).flatMap(refsIn)];
}
