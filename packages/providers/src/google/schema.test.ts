import { describe, expect, test } from 'vitest';
import { geminiSchema } from './schema.ts';

const strict = (schema: unknown): unknown => geminiSchema(schema, { path: 's', isStrict: true });
const loose = (schema: unknown): unknown => geminiSchema(schema, { path: 's', isStrict: false });

describe('a schema for Gemini', () => {
  test.each([
    ['a constant is a list of one', { const: 'a' }, { enum: ['a'] }],
    ['old definitions move', { definitions: { x: { type: 'string' } }, $ref: '#/definitions/x' }, { $defs: { x: { type: 'string' } }, $ref: '#/$defs/x' }],
    ['bounds of whole numbers', { type: 'integer', exclusiveMinimum: 0, exclusiveMaximum: 10 }, { type: 'integer', minimum: 1, maximum: 9 }],
    ['an allOf of one', { description: 'd', allOf: [{ type: 'string' }] }, { description: 'd', type: 'string' }],
    ['a reference with a description', { description: 'd', $ref: '#/$defs/x' }, { description: 'd', anyOf: [{ $ref: '#/$defs/x' }] }],
    ['annotations', { $schema: 's', default: 1, examples: [], type: 'number' }, { type: 'number' }],
    [
      'everywhere',
      { properties: { const: { const: 1 } }, items: { const: 2 }, anyOf: [{ const: 3 }], $defs: { a: { const: 4 } }, additionalProperties: false },
      { properties: { const: { enum: [1] } }, items: { enum: [2] }, anyOf: [{ enum: [3] }], $defs: { a: { enum: [4] } }, additionalProperties: false },
    ],
    ['a schema that is no object', true, true],
  ])('%s', (_what, schema, expected) => {
    expect(strict(schema)).toEqual(expected);
    expect(loose(schema)).toEqual(expected);
  });

  test.each([
    ['s.pattern', { type: 'string', pattern: 'x' }],
    ['s.items.not', { items: { not: {} } }],
    ['s.anyOf[1].multipleOf', { anyOf: [{}, { multipleOf: 2 }] }],
    ['s.exclusiveMinimum', { type: 'number', exclusiveMinimum: 0 }],
    ['s.const', { const: true }],
    ['s.allOf', { type: 'object', allOf: [{ type: 'object' }] }],
  ])('%s cannot be kept when it has to be', (param, schema) => {
    expect(() => strict(schema)).toThrow(expect.objectContaining({ code: 'unsupported_parameter', param }));
    expect(loose(schema)).toEqual(schema);
  });
});
