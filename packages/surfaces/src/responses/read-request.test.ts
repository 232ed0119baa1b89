import { describe, expect, test } from 'vitest';
import { readResponsesRequest } from './read-request.ts';

const read = (value: object) => readResponsesRequest(Buffer.from(JSON.stringify({ model: 'm', input: 'Hi', ...value })));

describe('readResponsesRequest', () => {
  test('keeps fields that it does not know', () => {
    expect(read({ something: { new: [1] } })['something']).toEqual({ new: [1] });
  });

  test('takes null where OpenAI takes it', () => {
    const fields = 'stream store background tools text reasoning metadata include max_output_tokens top_logprobs instructions conversation prompt'.split(' ');
    expect(() => read(Object.fromEntries(fields.map((field) => [field, null])))).not.toThrow();
  });

  test('takes a follow-up without input of its own', () => {
    expect(() => read({ input: undefined, previous_response_id: 'resp_1' })).not.toThrow();
    expect(() => read({ input: [], previous_response_id: 'resp_1' })).not.toThrow();
  });

  test('takes items in every spelling that OpenAI takes', () => {
    expect(() => read({ input: [{ role: 'user', content: 'x' }, { type: 'message', role: 'user', content: [] }, { id: 'msg_1' }] })).not.toThrow();
  });

  test.each([
    [{ model: undefined }, 'model', 'missing_required_parameter'],
    [{ input: undefined }, 'input', 'missing_required_parameter'],
    [{ input: 5 }, 'input', 'invalid_value'],
    [{ input: [] }, 'input', 'invalid_value'],
    [{ input: ['x'] }, 'input[0]', 'invalid_value'],
    [{ input: [{ type: 5 }] }, 'input[0].type', 'invalid_value'],
    [{ input: [{ content: 'x' }] }, 'input[0].type', 'missing_required_parameter'],
    [{ input: [{ type: 'message', content: 'x' }] }, 'input[0].role', 'invalid_value'],
    [{ stream: 'yes' }, 'stream', 'invalid_value'],
    [{ store: 1 }, 'store', 'invalid_value'],
    [{ max_output_tokens: 0 }, 'max_output_tokens', 'invalid_value'],
    [{ top_logprobs: 21 }, 'top_logprobs', 'invalid_value'],
    [{ text: 'json' }, 'text', 'invalid_value'],
    [{ reasoning: [] }, 'reasoning', 'invalid_value'],
    [{ instructions: ['x'] }, 'instructions', 'invalid_value'],
    [{ tools: {} }, 'tools', 'invalid_value'],
    [{ include: [5] }, 'include[0]', 'invalid_value'],
    [{ metadata: { a: 1 } }, 'metadata.a', 'invalid_value'],
    [{ metadata: Object.fromEntries(Array.from({ length: 17 }, (_, index) => [`k${index}`, 'v'])) }, 'metadata', 'invalid_value'],
    [{ previous_response_id: 'chatcmpl-1' }, 'previous_response_id', 'invalid_value'],
    [{ conversation: 'conv_1' }, 'conversation', 'unsupported_parameter'],
    [{ prompt: { id: 'pmpt_1' } }, 'prompt', 'unsupported_parameter'],
    [{ background: true, store: false }, 'background', 'invalid_value'],
  ])('names the field at fault in %j', (value, param, code) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ param, code, status: 400 }));
  });
});
