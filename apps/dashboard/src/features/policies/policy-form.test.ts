import { expect, test } from 'vitest';
import type { PolicyDocument } from './policy-document.ts';
import { choicesBeside, copyOfStep, documentOf, emptyStep, formOf, freeName, newCondition, type ConditionForm } from './policy-form.ts';
import { POLICY_TEMPLATES } from './policy-templates.ts';

const EVERYTHING: PolicyDocument = {
  description: 'All that there is',
  always: {
    regions: ['eu'],
    data_collection: 'deny',
    zdr: true,
    only: ['openai'],
    ignore: ['groq'],
    quantizations: ['fp8'],
    max_price: { prompt: '2.5', completion: '10' },
  },
  steps: [
    {
      name: 'FAQ',
      when: {
        prompt_tokens: { min: 0, max: 500 },
        output_tokens_max: { max: 100 },
        turns: { min: 2 },
        has_tools: false,
        has_images: true,
        has_audio: false,
        has_files: true,
        json_output: true,
        languages: ['de', 'en'],
        surfaces: ['chat.completions'],
        metadata: { team: 'support', place: ['Berlin, Mitte', 'Bonn'] },
      },
      models: ['openai/gpt-4o-mini', 'anthropic/claude-haiku-4-5'],
      provider: { sort: 'balanced', balance: { price: 2, quality: 1 } },
      on_context_too_long: ['google/gemini-2.5-flash'],
      on_content_filtered: ['openai/gpt-4o'],
    },
    { name: 'Else', models: ['openai/gpt-4o'] },
  ],
};

test.each([['a document with every field', EVERYTHING] as const, ...POLICY_TEMPLATES.map(({ title, document }) => [title, document] as const)])(
  '%s is the same after a visit to the form',
  (_title, document) => {
    expect(documentOf(formOf(document))).toEqual(document);
  },
);

test('fields that the form has no place for stay as they are', () => {
  const provider = {
    allow_fallbacks: false,
    order: ['azure'],
    weights: { openai: 3 },
    preferred_max_latency: { p90: 2 },
    max_price: { request: 0.01 },
    sort: 'a sort to come',
    zdr: 'perhaps',
  };
  const document = { steps: [{ name: 'a', models: [], provider }] };
  expect(documentOf(formOf(document))).toEqual(document);
});

test('what is no number goes to the reader as it was typed, to be refused there', () => {
  const step = { ...emptyStep('a'), conditions: [{ ...newCondition(['prompt_tokens', 'max']), text: 'many' }] };
  const form = { ...formOf({ steps: [] }), steps: [step] };
  expect(documentOf(form).steps[0]?.when).toEqual({ prompt_tokens: { max: 'many' } });
});

test('numbers may be typed with separators', () => {
  const step = { ...emptyStep('a'), conditions: [{ ...newCondition(['prompt_tokens', 'min']), text: '1,500' }] };
  expect(documentOf({ ...formOf({ steps: [] }), steps: [step] }).steps[0]?.when).toEqual({ prompt_tokens: { min: 1_500 } });
});

test('a condition that is there already is not offered again, metadata excepted', () => {
  const all = choicesBeside([]);
  const conditions: ConditionForm[] = all.map(newCondition);
  expect(choicesBeside(conditions)).toEqual([['metadata', 'one-of']]);
  expect(choicesBeside([newCondition(['turns', 'min'])]).filter(([feature]) => feature === 'turns')).toEqual([['turns', 'max']]);
});

test('a copy of a step is a step of its own', () => {
  const [faq] = formOf(EVERYTHING).steps;
  if (faq === undefined) throw new Error('no step');
  const copy = copyOfStep(faq, freeName([faq], 'FAQ copy'));
  expect(copy.key).not.toBe(faq.key);
  expect(documentOf({ ...formOf(EVERYTHING), steps: [copy] }).steps).toEqual([{ ...EVERYTHING.steps[0], name: 'FAQ copy' }]);
  expect(freeName([faq, copy], 'FAQ copy')).toBe('FAQ copy 2');
});
