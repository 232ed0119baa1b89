import { describe, expect, test } from 'vitest';
import { sealReasoning } from '../reasoning-envelope.ts';
import { nameOfField } from './field-names.ts';
import { toNative } from './to-native.ts';

const native = (input: unknown) => {
  const body = Buffer.from(JSON.stringify({ model: 'm', input, seed: 0 }).replace('"seed":0', '"seed":12345678901234567890'));
  const request = JSON.parse(body.toString()) as { model: string };
  const call = toNative({ request, body });
  return { ...call, isSame: call.body === body && call.request === request };
};

describe('a request for a provider with the Responses API', () => {
  test('goes through as it is, its own thoughts included', () => {
    expect(native('Hi').isSame).toBe(true);
    expect(
      native([
        { role: 'user', content: 'x' },
        { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAAA' },
      ]).isSame,
    ).toBe(true);
  });

  test("gets its thoughts out of their envelopes, and nobody else's", () => {
    const own = sealReasoning({ kind: 'encrypted', format: 'openai-responses-v1', data: 'gAAAA', about: 'rs_own' });
    const foreign = sealReasoning({ kind: 'signature', format: 'anthropic-claude-v1', data: 'c2ln', about: null });
    const item = (encrypted: string | null) => ({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: encrypted });
    const { request, body } = native([{ role: 'user', content: 'x' }, item(own), item(foreign), item(null), { type: 'function_call', call_id: 'c' }]);
    const input = [
      { role: 'user', content: 'x' },
      { type: 'reasoning', id: 'rs_own', summary: [], encrypted_content: 'gAAAA' },
      { type: 'function_call', call_id: 'c' },
    ];
    expect(request).toMatchObject({ model: 'm', input });
    expect(JSON.parse(body.toString())).toMatchObject({ model: 'm', input });
    expect(body.toString()).toContain('"seed":12345678901234567890');
  });
});

test.each([
  ['reasoning_effort', 'reasoning.effort'],
  ['max_completion_tokens', 'max_output_tokens'],
  ['response_format', 'text.format'],
  ['messages[3].content[0].type', 'input'],
  ['tools[2].function.strict', 'tools[2].strict'],
  ['temperature', 'temperature'],
])('%s is %s to a client of the Responses API', (field, name) => {
  expect(nameOfField(field)).toBe(name);
});
