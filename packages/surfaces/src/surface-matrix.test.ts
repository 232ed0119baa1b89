import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf, cutAt, hasOwnCaptures, replay, type Replayed } from '@modelhub/providers/testing/captures';
import type { ProviderAdapter } from '@modelhub/providers/types';
import { describe, expect, test } from 'vitest';
import { preparedBehind } from './testing/prepared-behind.ts';
import { SURFACE_KITS } from './testing/surface-kit.ts';

/**
 * Every surface in front of every dialect, native where they are the same and translated elsewhere: a streamed and a whole answer say the same,
 * cost the same, and no cut makes a difference or a clean end. Presets share OpenAI's code and are left to it.
 */
const dialects = Object.entries(PROVIDERS).filter(([id]) => hasOwnCaptures(id));

describe.each(dialects.map(([id, { adapter }]) => [id, adapter] as const))('%s', { timeout: 60_000 }, (id, adapter: ProviderAdapter) => {
  describe.each(SURFACE_KITS.map((kit) => [kit.surface.dialect, kit] as const))('behind %s', (_dialect, kit) => {
    const captures = capturesOf(id).filter(({ golden }) => golden.choices.length === 1 || kit.surface.choiceCount({ model: 'm', prompt: 'p', n: 2 }) === 2);

    test.each(captures.map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
      const straight = replay(preparedBehind(kit.surface, adapter, contextOf(capture.golden)).streamTranslator(), [capture.stream]);
      const whole = preparedBehind(kit.surface, adapter, contextOf(capture.golden)).fromResponse({ headers: {}, body: capture.whole });
      const folded = kit.fold(straight.pushed + straight.ended);
      const { translator } = straight;
      expect(folded).toEqual({ answer: kit.whole(whole.body.toString()), isDone: true });
      expect({ usage: translator.usage, finishReason: translator.finishReason, serviceTier: translator.serviceTier }).toEqual({
        usage: whole.usage,
        finishReason: whole.finishReason,
        serviceTier: whole.serviceTier,
      });
      expect(whole.usage).toEqual(capture.golden.tokens);
      expect(translator).toMatchObject({ isComplete: true, isUsageFinal: true, error: null });

      for (let at = 1; at < capture.stream.length; at += STRIDE) {
        const pieces = replay(preparedBehind(kit.surface, adapter, contextOf(capture.golden)).streamTranslator(), cutAt(capture.stream, [at]));
        if (bytesOf(pieces) !== bytesOf(straight)) expect.fail(`cut at ${at}: ${pieces.pushed}${pieces.ended}`);
      }
      for (let end = 0; end < capture.stream.length - 2; end += STRIDE) {
        const { translator: cut, ended } = replay(preparedBehind(kit.surface, adapter, contextOf(capture.golden)).streamTranslator(), [
          capture.stream.subarray(0, end),
        ]);
        if (cut.isComplete || ended !== '') expect.fail(`a clean end at ${end} of ${capture.stream.length}`);
      }
    });
  });
});

/** A response tells the second at which it was complete, which may be another one each time. */
function bytesOf({ pushed, ended }: Replayed): string {
  return (pushed + ended).replaceAll(/"completed_at":\d+/g, '');
}

/** Every byte is tried behind chat, in conformance.test.ts: who reads does not know who writes. */
const STRIDE = 7;
