import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, contextOf, cutAt, hasOwnCaptures, replay, type Capture, type Replayed } from '@modelhub/providers/testing/captures';
import { answeringEndpoint } from '@modelhub/providers/testing/requests';
import type { ProviderAdapter } from '@modelhub/providers/types';
import { describe, expect, test } from 'vitest';
import { ConversationCall } from './conversation-call.ts';
import { SURFACE_KITS, type SurfaceKit } from './testing/surface-kit.ts';
import type { PreparedCall } from './types.ts';

/**
 * Every surface in front of every dialect, native where they are the same and translated elsewhere: a streamed and a whole answer say the same,
 * cost the same, and no cut makes a difference or a clean end. Presets share OpenAI's code and are left to it.
 */
const dialects = Object.entries(PROVIDERS).filter(([id]) => hasOwnCaptures(id));

describe.each(dialects.map(([id, { adapter }]) => [id, adapter] as const))('%s', { timeout: 60_000 }, (id, adapter: ProviderAdapter) => {
  describe.each(SURFACE_KITS.map((kit) => [kit.surface.dialect, kit] as const))('behind %s', (_dialect, kit) => {
    const captures = capturesOf(id).filter(({ golden }) => golden.choices.length === 1 || kit.surface.choiceCount({ model: 'm', prompt: 'p', n: 2 }) === 2);

    test.each(captures.map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
      const straight = replay(prepared(adapter, kit, capture).streamTranslator(), [capture.stream]);
      const whole = prepared(adapter, kit, capture).fromResponse({ headers: {}, body: capture.whole });
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
        const pieces = replay(prepared(adapter, kit, capture).streamTranslator(), cutAt(capture.stream, [at]));
        if (bytesOf(pieces) !== bytesOf(straight)) expect.fail(`cut at ${at}: ${pieces.pushed}${pieces.ended}`);
      }
      for (let end = 0; end < capture.stream.length - 2; end += STRIDE) {
        const { translator: cut, ended } = replay(prepared(adapter, kit, capture).streamTranslator(), [capture.stream.subarray(0, end)]);
        if (cut.isComplete || ended !== '') expect.fail(`a clean end at ${end} of ${capture.stream.length}`);
      }
    });
  });
});

/** A response tells the second at which it was complete, which may be another one each time. */
function bytesOf({ pushed, ended }: Replayed): string {
  return (pushed + ended).replaceAll(/"completed_at":\d+/g, '');
}

/** The request in the surface's dialect does not matter here, but for what changes how an answer is read. */
function prepared(adapter: ProviderAdapter, { surface }: SurfaceKit, { golden }: Capture): PreparedCall {
  const context = contextOf(golden);
  const chat = { ...context.request, model: 'my-model', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1_000 };
  const request = { ...chat, input: 'Hi' };
  const call = new ConversationCall({ ...surface, read: () => request, promptTokens: () => 40, toChatRequest: () => chat }, INCOMING);
  // Captures are of a provider's first dialect; its own Responses API is tested where it is read.
  const { responses: _native, ...native } = adapter.native;
  return call.prepare({ ...adapter, native }, { endpoint: answeringEndpoint(golden.endpoint), connection: CONNECTION, context: { ...context, request } });
}

/** Every byte is tried behind chat, in conformance.test.ts: who reads does not know who writes. */
const STRIDE = 7;

const INCOMING = { body: Buffer.from('{"model":"my-model"}'), headers: {} };
const CONNECTION = { baseUrl: 'http://127.0.0.1:1', apiKey: 'sk-upstream-0123456789', extra: {} };
