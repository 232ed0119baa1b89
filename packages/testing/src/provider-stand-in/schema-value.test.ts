import { expect, test } from 'vitest';
import { valueOfSchema } from './schema-value.ts';
import { SeededRandom } from './seeded-random.ts';

test('follows references, as the schemas of pydantic have them, and ends where they lead back', () => {
  const step = { type: 'object', properties: { action: { type: 'string' }, next: { $ref: '#/$defs/Step' } } };
  const schema = { type: 'object', properties: { steps: { type: 'array', items: { $ref: '#/$defs/Step' } } }, $defs: { Step: step } };
  expect(valueOfSchema(schema, new SeededRandom('a'))).toMatchObject({
    steps: [{ action: expect.stringMatching(/\w/), next: { action: expect.any(String) } }],
  });
  expect(valueOfSchema({ $ref: '#' }, new SeededRandom('a'))).toEqual({});
});
