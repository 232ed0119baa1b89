import { expect, test } from 'vitest';
import { readPolicyJson } from './policy-json.ts';

const kindOf = (json: unknown) => readPolicyJson(JSON.stringify(json)).kind;
const step = { name: 'a', models: ['openai/gpt-4o'] };

test('JSON that the cards can show goes there', () => {
  expect(kindOf({ steps: [step] })).toBe('policy');
  expect(kindOf({ description: '', always: {}, steps: [{ ...step, on_context_too_long: [], provider: { max_price: { prompt: 2.5 } } }] })).toBe('policy');
  expect(kindOf({ steps: [{ ...step, provider: { order: ['azure'], sort: 'one to come' }, when: { metadata: { team: ['support'] } } }] })).toBe('policy');
});

test.each([
  [{ steps: [{ ...step, modles: ['openai/gpt-4o'] }] }],
  [{ steps: [{ ...step, when: { prompt_token: { max: 1 } } }] }],
  [{ steps: [{ ...step, when: { prompt_tokens: { maximum: 1 } } }] }],
  [{ steps: [{ ...step, when: { has_tools: 'yes' } }] }],
  [{ steps: { name: 'a' } }],
  [{ steps: [], rules: [step] }],
  [[]],
  [null],
  [7],
])('JSON of another shape is not shown as something that it is not: %j', (json) => {
  expect(kindOf(json)).toBe('strange');
});

test('what is no JSON is said to be none', () => {
  expect(readPolicyJson('{"steps": [')).toMatchObject({ kind: 'no-json' });
});
