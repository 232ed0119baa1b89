import { expect, test } from 'vitest';
import { placeOf, plainMessage, problemAt, problemElsewhere } from './document-problem.ts';

const RANGE = { path: 'steps[1].when.prompt_tokens.max', message: 'steps[1].when.prompt_tokens.max must be a whole number of 0 or more.' };

test('a problem is told at its field, and at no other', () => {
  expect(problemAt(RANGE, 'steps[1].when.prompt_tokens.max')).toBe('This must be a whole number of 0 or more.');
  expect(problemAt(RANGE, 'steps[1].when')).toBeDefined();
  expect(problemAt(RANGE, 'steps[1].when.prompt_tokens.min')).toBeUndefined();
  expect(problemAt({ ...RANGE, path: 'steps[11].when' }, 'steps[1]')).toBeUndefined();
  expect(problemAt(null, 'steps')).toBeUndefined();
});

test('what no field tells is told by the group that it is in', () => {
  const problem = { path: 'steps[0].provider.order', message: 'steps[0].provider.order must be a list of texts.' };
  expect(problemElsewhere(problem, 'steps[0].provider', ['regions'])).toBe('This must be a list of texts.');
  expect(problemElsewhere(problem, 'steps[0].provider', ['order'])).toBeUndefined();
});

test('steps are counted as people count', () => {
  expect(plainMessage({ path: 'steps[2].name', message: 'steps[2].name is the name of steps[0] already.' })).toBe('This is the name of step 1 already.');
  expect(plainMessage({ path: 'steps[0].models[1]', message: 'steps[0].models[1]: the model "gtp" does not exist.' })).toBe('The model "gtp" does not exist.');
  expect(placeOf(RANGE)).toBe('Step 2, when prompt tokens max');
  expect(placeOf({ path: 'always.regions', message: '' })).toBe('always regions');
});
