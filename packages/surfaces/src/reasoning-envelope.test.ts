import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openReasoning, sealReasoning, type SealedReasoning } from './reasoning-envelope.ts';

describe('the envelope of reasoning', () => {
  test('gives back what was put in', () => {
    const sealed = fc.record({
      kind: fc.constantFrom('signature', 'encrypted'),
      format: fc.constantFrom('anthropic-claude-v1', 'google-gemini-v1', 'openai-responses-v1', 'amazon-bedrock-v1'),
      data: fc.string(),
      about: fc.option(fc.string({ unit: 'binary', minLength: 1 }), { nil: null }),
    }) as fc.Arbitrary<SealedReasoning>;
    fc.assert(
      fc.property(sealed, (reasoning) => {
        fc.pre(reasoning.about === null || reasoning.about.isWellFormed());
        expect(openReasoning(sealReasoning(reasoning))).toEqual(reasoning);
      }),
      { seed: 5 },
    );
  });

  test.each(['', 'gAAAAABo', 'mh1', 'mh1.s', 'mh1.x.google-gemini-v1..data', 'mh2.s.google-gemini-v1..data', 'mh1.s..about.data'])('is none: %s', (text) => {
    expect(openReasoning(text)).toBeNull();
  });
});
