import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { cutAt, replay } from '../../testing/captures.ts';
import { EventRelay } from './event-relay.ts';

const relay = (): EventRelay =>
  new EventRelay(
    { providerName: 'OpenAI' },
    {
      isLast: ({ type }) => type === 'transcript.text.done',
      usageOf: ({ usage }) => (usage === undefined ? null : { ...ZERO_USAGE, audioInput: 7 }),
      outputTokensOf: ({ delta }) => (typeof delta === 'string' ? 1 : 0),
    },
  );
const DELTA = 'data: {"type":"transcript.text.delta","delta":"Grüße 👋"}\n\n';
const DONE = 'data: {"type":"transcript.text.done","text":"Grüße 👋","usage":{"input_tokens":7}}\n\n';
const play = (text: string, at: readonly number[] = []) => replay(relay(), cutAt(Buffer.from(text), at));

describe('events of an operation', () => {
  test('pass byte for byte, wherever they are cut, and the last one waits for the books', () => {
    const bytes = Buffer.byteLength(DELTA + DELTA + DONE);
    for (let at = 1; at < bytes; at += 1) {
      const { translator, pushed, ended } = play(DELTA + DELTA + DONE, [at]);
      expect({ pushed, ended }).toEqual({ pushed: DELTA + DELTA, ended: DONE });
      expect(translator).toMatchObject({ isComplete: true, isUsageFinal: true, outputTokensForwarded: 2, usage: { audioInput: 7 } });
    }
  });

  test('that are cut off have no end', () => {
    const whole = Buffer.from(DELTA + DONE);
    for (let end = 0; end < whole.length - 2; end += 1) {
      const { translator, ended } = replay(relay(), [whole.subarray(0, end)]);
      expect({ isComplete: translator.isComplete, ended }).toEqual({ isComplete: false, ended: '' });
    }
    expect(play(DELTA + DONE.trimEnd())).toMatchObject({ ended: DONE, translator: { isComplete: true } });
  });

  test.each(['\n', '\n\n\n', '\n\n\n\n\n'])('may have stray line feeds between them: %j', (feeds) => {
    expect(play(DELTA + feeds + DONE).translator).toMatchObject({ isComplete: true });
    expect(play(DELTA + feeds).translator).toMatchObject({ isComplete: false, error: null });
  });

  test('that tell of an error, or cannot be read, end in one', () => {
    for (const event of ['data: {"type":"error","error":{"message":"no"}}\n\n', 'data: {"error":{"message":"no"}}\n\n', 'data: {"type\n\n']) {
      expect(play(DELTA + event + DONE)).toMatchObject({ ended: '', translator: { isComplete: false, error: { code: 'provider_error' } } });
    }
  });
});
