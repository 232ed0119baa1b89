import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test, vi } from 'vitest';
import { refTo, type Definitions, type Schema } from './schema.ts';
import { SURFACES, surfaceOf, type SurfaceId } from './surfaces.ts';
import { sortUnions } from './unions.ts';

// Schemas are compiled twice, and asked thousands of times.
vi.setConfig({ testTimeout: 60_000 });

const verdictsOf = (schema: Schema, definitions: Definitions) => {
  const sorted = Object.fromEntries(Object.entries(definitions).map(([name, one]) => [name, sortUnions(one, definitions)]));
  const options = { strict: false, validateFormats: false };
  const plain = new Ajv2020(options).compile({ ...schema, $defs: definitions });
  const decided = new Ajv2020(options).compile({ ...sortUnions(schema, definitions), $defs: sorted });
  return (value: unknown) => ({ plain: plain(value), decided: decided(value) });
};

/** A value, and that value with each of its parts taken away or replaced. */
function* variantsOf(value: unknown): Generator {
  yield value;
  for (const other of [null, 'x', 1, true, [], {}]) yield other;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) {
    if (!Array.isArray(value)) yield Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
    for (const variant of variantsOf(part))
      yield Array.isArray(value) ? value.map((item, at) => (String(at) === key ? variant : (item as unknown))) : { ...value, [key]: variant };
  }
}

const REQUESTS: readonly (readonly [SurfaceId, unknown])[] = [
  [
    'responses',
    {
      model: 'm',
      input: [
        {
          role: 'user',
          content: [
            { type: 'input_text', text: 'a' },
            { type: 'input_image', image_url: 'u' },
          ],
        },
        { type: 'message', role: 'assistant', id: 'msg_1', status: 'completed', content: [{ type: 'output_text', text: 'b', annotations: [] }] },
        { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
        { type: 'function_call_output', call_id: 'c', output: 'd' },
        { id: 'rs_1' },
      ],
      tools: [{ type: 'function', name: 'f', parameters: {} }, { type: 'web_search' }],
      tool_choice: { type: 'function', name: 'f' },
    },
  ],
  [
    'chat.completions',
    {
      model: 'm',
      messages: [
        { role: 'system', content: 'a' },
        { role: 'user', content: [{ type: 'image_url', image_url: { url: 'u' } }] },
        { role: 'assistant', content: null, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '' } }] },
        { role: 'tool', tool_call_id: 'c', content: [{ type: 'text', text: 'd' }] },
      ],
      response_format: { type: 'json_schema', json_schema: { name: 'n' } },
    },
  ],
  [
    'messages',
    {
      model: 'm',
      max_tokens: 1,
      system: [{ type: 'text', text: 'a' }],
      messages: [{ role: 'user', content: [{ type: 'image', source: { type: 'url', url: 'u' } }] }],
    },
  ],
];

test.each(REQUESTS)('a request of %s gets the same verdict with its unions as they were written', (surface, request) => {
  const { request: name, definitions } = surfaceOf(surface);
  const verdicts = verdictsOf(refTo(name ?? ''), definitions);
  expect(verdicts(request)).toEqual({ plain: true, decided: true });
  const seen = new Set<boolean>();
  for (const variant of variantsOf(request)) {
    const { plain, decided } = verdicts(variant);
    expect(decided, JSON.stringify(variant)).toBe(plain);
    seen.add(plain);
  }
  expect(seen.size).toBe(2);
});

test.each(Object.keys(SURFACES) as SurfaceId[])('each schema that %s names is there', (id) => {
  const { definitions, request, requestExtension, response, responseExtension, streamEvent, streamEventExtension, otherResponses = [] } = surfaceOf(id);
  const named = [request, requestExtension, response, responseExtension, streamEvent, streamEventExtension, ...otherResponses].filter(
    (name) => name !== undefined,
  );
  expect(named.length).toBeGreaterThan(0);
  expect(Object.keys(definitions)).toEqual(expect.arrayContaining(named));
});
