import { describe, expect, test } from 'vitest';
import { readPolicyDocument } from './document.ts';
import type { RequestFeatures } from './features.ts';
import { matchStep, traceSteps } from './match.ts';

const last = { name: 'everything else', models: ['openai/gpt-4o-mini'] };
const features: RequestFeatures = {
  surface: 'chat.completions',
  prompt_tokens: 200,
  output_tokens_max: null,
  turns: 1,
  tools: 0,
  images: 0,
  audio: 0,
  files: 0,
  json_output: false,
  language: 'de',
  metadata: { team: 'support' },
};
const withStep = (step: object): object => ({ steps: [{ ...last, name: 'first', when: { has_tools: true }, ...step }, last] });
const when = (conditions: unknown): object => withStep({ when: conditions });

describe('a document', () => {
  test('is read with everything that it can have', () => {
    const document = readPolicyDocument({
      description: 'Short questions to a small model.',
      always: { regions: ['eu'], zdr: true, max_price: { prompt: 5 } },
      steps: [
        {
          name: 'faq',
          when: { prompt_tokens: { max: 500 }, has_tools: false, languages: ['de', 'en'], metadata: { team: ['support', 'sales'] } },
          models: ['gpt-4o-mini', 'claude-3-5-haiku-20241022'],
          provider: { sort: 'latency', regions: ['eu', 'us'], max_price: { prompt: '2.5', completion: 10 } },
          on_context_too_long: ['gpt-4.1'],
          on_content_filtered: ['claude-sonnet-4-5'],
        },
        last,
      ],
    });
    const [faq, rest] = document.steps;
    expect(faq?.preferences).toMatchObject({
      models: ['openai/gpt-4o-mini', 'anthropic/claude-3-5-haiku-20241022'],
      sort: 'latency',
      // What both lists have, and the lower of both limits.
      regions: ['eu'],
      zeroRetention: true,
      maxPrice: { prompt: 2_500_000_000n, completion: 10_000_000_000n },
      escapes: { context_length_exceeded: ['openai/gpt-4.1'], content_policy_violation: [expect.stringContaining('claude-sonnet-4-5')] },
    });
    expect(rest?.preferences).toMatchObject({ models: ['openai/gpt-4o-mini'], regions: ['eu'], zeroRetention: true, escapes: null });
    expect(document.always).toMatchObject({ models: [], regions: ['eu'], zeroRetention: true });
  });

  test.each([
    ['no object', [], 'policy', 'invalid_value'],
    ['an unknown field', { steps: [last], rules: [] }, 'rules', 'unsupported_parameter'],
    ['no steps', { steps: [] }, 'steps', 'invalid_value'],
    ['too many steps', { steps: Array.from({ length: 21 }, (_, i) => ({ ...last, name: `${i}`, when: { has_tools: true } })) }, 'steps', 'invalid_value'],
    ['a step that is none', { steps: [null] }, 'steps[0]', 'invalid_value'],
    ['an unknown field of a step', { steps: [{ ...last, model: 'gpt-4o' }] }, 'steps[0].model', 'unsupported_parameter'],
    ['a step without a name', { steps: [{ models: ['gpt-4o'] }] }, 'steps[0].name', 'missing_required_parameter'],
    ['two steps of one name', withStep({ name: last.name }), 'steps[1].name', 'invalid_value'],
    ['a last step with conditions', { steps: [{ ...last, when: { has_tools: true } }] }, 'steps[0].when', 'invalid_value'],
    ['a step that hides the next', { steps: [{ ...last, name: 'all' }, last] }, 'steps[0].when', 'invalid_value'],
    ['no models', withStep({ models: [] }), 'steps[0].models', 'invalid_value'],
    ['an unknown model', withStep({ models: ['gpt-4o', 'gpt-4oo'] }), 'steps[0].models[1]', 'model_not_found'],
    ['another policy as a model', withStep({ models: ['policy/faq'] }), 'steps[0].models[0]', 'model_not_found'],
    ['an unknown model to escape to', withStep({ on_content_filtered: ['nope'] }), 'steps[0].on_content_filtered[0]', 'model_not_found'],
    ['an unknown field of provider', withStep({ provider: { speed: 1 } }), 'steps[0].provider.speed', 'unsupported_parameter'],
    ['a bad sort', withStep({ provider: { sort: 'best' } }), 'steps[0].provider.sort', 'invalid_value'],
    ['a bad limit', withStep({ provider: { max_price: { prompt: 'much' } } }), 'steps[0].provider.max_price.prompt', 'invalid_value'],
    ['a wish that always holds', { always: { sort: 'price' }, steps: [last] }, 'always.sort', 'unsupported_parameter'],
    ['a bad constraint that always holds', { always: { zdr: 'yes' }, steps: [last] }, 'always.zdr', 'invalid_value'],
    ['an empty when', when({}), 'steps[0].when', 'invalid_value'],
    ['an unknown condition', when({ weekday: 1 }), 'steps[0].when.weekday', 'unsupported_parameter'],
    ['a range without ends', when({ turns: {} }), 'steps[0].when.turns', 'invalid_value'],
    ['a range with a third end', when({ turns: { min: 1, mid: 2 } }), 'steps[0].when.turns.mid', 'unsupported_parameter'],
    ['a negative end', when({ prompt_tokens: { max: -1 } }), 'steps[0].when.prompt_tokens.max', 'invalid_value'],
    ['an end that is no number', when({ prompt_tokens: { min: '5' } }), 'steps[0].when.prompt_tokens.min', 'invalid_value'],
    ['a range that is empty', when({ prompt_tokens: { min: 5, max: 4 } }), 'steps[0].when.prompt_tokens.max', 'invalid_value'],
    ['a flag that is none', when({ has_images: 1 }), 'steps[0].when.has_images', 'invalid_value'],
    ['an unknown language', when({ languages: ['de', 'tlh'] }), 'steps[0].when.languages[1]', 'invalid_value'],
    ['an unknown surface', when({ surfaces: ['chat'] }), 'steps[0].when.surfaces[0]', 'invalid_value'],
    ['no languages', when({ languages: [] }), 'steps[0].when.languages', 'invalid_value'],
    ['metadata that is no text', when({ metadata: { team: 1 } }), 'steps[0].when.metadata.team', 'invalid_value'],
    ['no metadata', when({ metadata: {} }), 'steps[0].when.metadata', 'invalid_value'],
  ])('%s is refused by its path', (_name, document, param, code) => {
    expect(() => readPolicyDocument(document)).toThrow(expect.objectContaining({ param, code }));
  });

  test('an unknown model comes with the nearest names', () => {
    expect(() => readPolicyDocument(withStep({ models: ['gpt-4oo'] }))).toThrow('gpt-4o');
  });

  test('a version that was saved goes on when one of its models is gone', () => {
    const document = withStep({ models: ['was-there-once', 'gpt-4o'] });
    expect(readPolicyDocument(document, { skipUnknownModels: true }).steps[0]?.preferences.models).toEqual(['openai/gpt-4o']);
    const gone = withStep({ models: ['was-there-once'] });
    expect(readPolicyDocument(gone, { skipUnknownModels: true }).steps[0]?.preferences.models).toEqual(['was-there-once']);
  });
});

describe('a condition', () => {
  const isTaken = (conditions: object, changes: Partial<RequestFeatures> = {}): boolean =>
    matchStep(readPolicyDocument(when(conditions)), { ...features, ...changes }).name === 'first';

  test.each<[object, Partial<RequestFeatures>, boolean]>([
    [{ prompt_tokens: { min: 200 } }, {}, true],
    [{ prompt_tokens: { max: 200 } }, {}, true],
    [{ prompt_tokens: { min: 201 } }, {}, false],
    [{ prompt_tokens: { max: 199 } }, {}, false],
    [{ output_tokens_max: { max: 500 } }, {}, false],
    [{ output_tokens_max: { min: 500 } }, {}, true],
    [{ output_tokens_max: { max: 500 } }, { output_tokens_max: 500 }, true],
    [{ turns: { min: 2 } }, { turns: 3 }, true],
    [{ has_tools: true }, { tools: 2 }, true],
    [{ has_tools: false }, { tools: 2 }, false],
    [{ has_images: true }, { images: 1 }, true],
    [{ has_audio: true }, {}, false],
    [{ has_files: false }, {}, true],
    [{ json_output: true }, { json_output: true }, true],
    [{ languages: ['de', 'fr'] }, {}, true],
    [{ languages: ['fr'] }, {}, false],
    [{ languages: ['fr'] }, { language: null }, false],
    [{ surfaces: ['messages'] }, {}, false],
    [{ surfaces: ['messages'] }, { surface: 'messages' }, true],
    [{ metadata: { team: 'support' } }, {}, true],
    [{ metadata: { team: ['sales', 'support'] } }, {}, true],
    [{ metadata: { team: 'sales' } }, {}, false],
    [{ metadata: { toString: 'support' } }, {}, false],
    [{ languages: ['de'], has_tools: true }, {}, false],
  ])('%j against %j', (conditions, changes, expected) => {
    expect(isTaken(conditions, changes)).toBe(expected);
  });

  test('says why a step was not taken', () => {
    const document = readPolicyDocument(when({ languages: ['fr'], turns: { max: 3 } }));
    expect(traceSteps(document, features)).toEqual([
      {
        name: 'first',
        outcome: 'not_matched',
        conditions: [
          { field: 'languages', wanted: ['fr'], value: 'de', holds: false },
          { field: 'turns', wanted: { max: 3 }, value: 1, holds: true },
        ],
      },
      { name: last.name, outcome: 'taken', conditions: [] },
    ]);
    expect(traceSteps(readPolicyDocument(when({ languages: ['de'] })), features).map(({ outcome }) => outcome)).toEqual(['taken', 'later']);
  });
});
