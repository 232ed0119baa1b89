import { describe, expect, it } from 'vitest';
import { GROUPS } from '../openai/groups.ts';
import type { Schema } from '../schema.ts';
import { extract } from './extract.ts';
import { readSchema } from './read-schema.ts';

const EMPTY: Schema = { type: 'object' };
const all = Object.fromEntries(Object.values(GROUPS).flatMap((roots) => roots.map((root) => [root, EMPTY])));
const describing = (schemas: Readonly<Record<string, Schema>>) => ({ info: { version: '9.9.9' }, components: { schemas: { ...all, ...schemas } } });

describe('extract', () => {
  it('takes along what is referred to, and nothing else', () => {
    const { definitions } = extract(
      describing({
        Model: { properties: { owner: { $ref: '#/components/schemas/Owner' } } },
        Owner: { items: { $ref: '#/components/schemas/Name' } },
        Name: { type: 'string', description: 'Prose.' },
        Unasked: { type: 'string' },
      }),
    );
    expect(definitions.models).toMatchObject({ Owner: { items: { $ref: '#/$defs/Name' } }, Name: { type: 'string' } });
    expect(Object.keys(definitions.models)).not.toContain('Unasked');
  });

  it('says which schema is gone', () => {
    expect(() => extract(describing({ Model: { $ref: '#/components/schemas/Gone' } }))).toThrow('the description has no schema Gone');
  });

  it('mends what is too strict, and says which patch has nothing to mend any more', () => {
    const properties = { usage: { type: 'object' }, service_tier: { type: 'string' } };
    const { definitions, idlePatches } = extract(describing({ Response: { properties } }));
    expect(definitions.responses['Response']?.properties?.['usage']).toEqual({ anyOf: [{ type: 'object' }, { type: 'null' }] });
    expect(idlePatches.some((reason) => reason.includes('response.created'))).toBe(false);
    expect(idlePatches.some((reason) => reason.includes('omni-moderation'))).toBe(true);
  });
});

describe('readSchema', () => {
  it('keeps what is data, whatever it is called', () => {
    const schema = { type: 'object', title: 'T', properties: { title: { type: 'string', example: 'e' }, 'x-y': { enum: [{ title: 't' }] } } };
    expect(readSchema(schema, 'S')).toEqual({ type: 'object', properties: { title: { type: 'string' }, 'x-y': { enum: [{ title: 't' }] } } });
  });

  it('reads what JSON Schema writes differently', () => {
    expect(readSchema({ oneOf: [{ type: 'string', nullable: true }] }, 'S')).toEqual({ anyOf: [{ anyOf: [{ type: 'string' }, { type: 'null' }] }] });
    expect(readSchema({ type: 'string', format: 'binary' }, 'S')).toEqual({ format: 'binary' });
    expect(readSchema({ items: { $recursiveRef: '#' } }, 'S')).toEqual({ items: { $ref: '#/$defs/S' } });
  });

  it('refuses a union of two kinds in one schema, of which only one would be kept', () => {
    expect(() => readSchema({ anyOf: [], oneOf: [] }, 'S')).toThrow('S has anyOf and oneOf');
  });
});
