import { expect, test } from 'vitest';
import { changesBetween } from './policy-changes.ts';
import type { PolicyDocument } from './policy-document.ts';
import { summaryOf } from './policy-words.ts';

const BEFORE: PolicyDocument = {
  always: { regions: ['eu'] },
  steps: [
    { name: 'FAQ', when: { prompt_tokens: { max: 500 } }, models: ['openai/gpt-4o-mini'] },
    { name: 'Tools', when: { has_tools: true }, models: ['openai/gpt-4o'] },
    { name: 'Else', models: ['openai/gpt-4o'], provider: { sort: 'latency' } },
  ],
};

test('nothing is different from itself', () => {
  expect(changesBetween(BEFORE, structuredClone(BEFORE))).toEqual([]);
});

test('each difference is told in words, with what was and what will be', () => {
  const after: PolicyDocument = {
    always: { regions: ['eu'], zdr: true },
    steps: [
      { name: 'FAQ', when: { prompt_tokens: { max: 1_500 }, languages: ['de'] }, models: ['openai/gpt-4o-mini', 'anthropic/claude-haiku-4-5'] },
      { name: 'Pictures', when: { has_images: true }, models: ['openai/gpt-4o'] },
      { name: 'Else', models: ['openai/gpt-4o'], on_context_too_long: ['google/gemini-2.5-flash'] },
    ],
  };
  expect(changesBetween(BEFORE, after)).toEqual([
    { kind: 'changed', step: null, what: 'For every step', before: 'EU only', after: 'EU only, nothing kept' },
    { kind: 'changed', step: 'FAQ', what: 'When', before: 'up to 500 prompt tokens', after: 'up to 1,500 prompt tokens, in German' },
    { kind: 'changed', step: 'FAQ', what: 'Models', before: 'openai/gpt-4o-mini', after: 'openai/gpt-4o-mini, anthropic/claude-haiku-4-5' },
    { kind: 'added', step: 'Pictures', what: 'step', before: null, after: 'with images · openai/gpt-4o' },
    { kind: 'changed', step: 'Else', what: 'Preference and constraints', before: 'first to answer first', after: 'none' },
    { kind: 'changed', step: 'Else', what: 'When the context is too long', before: 'none', after: 'google/gemini-2.5-flash' },
    { kind: 'removed', step: 'Tools', what: 'step', before: 'with tools · openai/gpt-4o', after: null },
  ]);
});

test('a first version is told whole, with what holds for every step', () => {
  expect(changesBetween(null, { ...BEFORE, description: 'For the desk' })).toEqual([
    { kind: 'changed', step: null, what: 'For every step', before: 'none', after: 'EU only' },
    { kind: 'added', step: 'FAQ', what: 'step', before: null, after: 'up to 500 prompt tokens · openai/gpt-4o-mini' },
    { kind: 'added', step: 'Tools', what: 'step', before: null, after: 'with tools · openai/gpt-4o' },
    { kind: 'added', step: 'Else', what: 'step', before: null, after: 'always · openai/gpt-4o · first to answer first' },
  ]);
});

test('another order is a difference: the first step that matches is taken', () => {
  const [faq, tools, rest] = BEFORE.steps;
  if (faq === undefined || tools === undefined || rest === undefined) throw new Error('no steps');
  expect(changesBetween(BEFORE, { ...BEFORE, steps: [tools, faq, rest] })).toEqual([
    { kind: 'changed', step: null, what: 'Order of steps', before: 'FAQ, Tools, Else', after: 'Tools, FAQ, Else' },
  ]);
});

test('a policy without a description is told by its steps', () => {
  expect(summaryOf(BEFORE)).toBe('FAQ → gpt-4o-mini · Tools → gpt-4o · Else → gpt-4o · EU only');
  expect(summaryOf({ ...BEFORE, description: 'For the desk' })).toBe('For the desk');
});
