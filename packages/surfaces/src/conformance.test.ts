import fc from 'fast-check';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, comparable, contextOf, cutAt, foldStream, hasOwnCaptures, type Capture, type Replayed } from '@modelhub/providers/testing/captures';
import { exceptionFrame, splitFrames } from '@modelhub/providers/testing/event-frames';
import { chatTranslator, replayChat, wholeChat } from './testing/chat-replay.ts';

/**
 * What every provider owes, whatever its dialect: a new line in the registry is tested here by itself, with captures of its own beside
 * its sources or, if it has none, with those of OpenAI's dialect.
 */
describe.each(Object.entries(PROVIDERS).map(([id, entry]) => [id, entry.adapter] as const))('%s', { timeout: 30_000 }, (id, adapter) => {
  const captures = capturesOf(id);
  // Presets run the code that OpenAI's own line tests at every byte.
  const stride = hasOwnCaptures(id) ? 1 : 29;

  test('is registered under its own id, and has captures', () => {
    expect(adapter.id).toBe(id);
    expect(captures.length).toBeGreaterThan(0);
  });

  describe.each(captures.map((capture) => [capture.name, capture] as const))('%s', (_name, capture) => {
    const { golden } = capture;
    const straight = replayChat(adapter, [capture.stream], contextOf(golden));

    test('the whole answer is the golden one', () => {
      const answer = wholeChat(adapter, capture.whole, contextOf(golden));
      const completion = JSON.parse(answer.body.toString('utf8')) as { object: string; choices: Capture['golden']['choices']; usage: unknown };
      expect(completion.object).toBe('chat.completion');
      expect(comparable(completion.choices)).toEqual(comparable(golden.choices));
      expect(completion.usage).toEqual(golden.usage);
      expect(answer).toMatchObject({ usage: golden.tokens, finishReason: golden.choices.at(-1)?.finish_reason, serviceTier: golden.serviceTier });
    });

    test('the streamed answer is the golden one', () => {
      expect(seen(straight)).toEqual(asGolden(capture));
    });

    test('cut anywhere into two, the stream gives the same bytes', () => {
      const cuts = Array.from({ length: Math.floor((capture.stream.length - 1) / stride) }, (_, index) => index * stride + 1);
      expect(cuts.filter((at) => !isSame(replayChat(adapter, cutAt(capture.stream, [at]), contextOf(golden)), straight))).toEqual([]);
    });

    test('byte by byte, the stream gives the same bytes', () => {
      const bytes = Array.from(capture.stream, (_byte, at) => capture.stream.subarray(at, at + 1));
      expect(isSame(replayChat(adapter, bytes, contextOf(golden)), straight)).toBe(true);
    });

    test('cut into any pieces, the stream gives the same bytes', () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 0, max: capture.stream.length }), { maxLength: 30 }), (positions) =>
          isSame(replayChat(adapter, cutAt(capture.stream, positions), contextOf(golden)), straight),
        ),
        { seed: 20_261_124, numRuns: Math.ceil(100 / stride) },
      );
    });

    test.runIf(capture.framing !== 'event frames')('lines may end with CRLF, cut anywhere', () => {
      const crlf = Buffer.from(capture.stream.toString('utf8').replaceAll('\n', '\r\n'));
      const whole = replayChat(adapter, [crlf], contextOf(golden));
      expect(seen(whole)).toEqual(asGolden(capture));
      const cuts = Array.from({ length: Math.floor(crlf.length / (3 * stride)) }, (_, index) => index * 3 * stride + 1);
      expect(cuts.filter((at) => !isSame(replayChat(adapter, cutAt(crlf, [at]), contextOf(golden)), whole))).toEqual([]);
    });

    test.runIf(capture.framing === 'server-sent events')('comments may stand between events', () => {
      const commented = Buffer.from(`: keep-alive\n\n${capture.stream.toString('utf8').replaceAll('\n\n', '\n\n: keep-alive\n\n')}`);
      expect(seen(replayChat(adapter, [commented], contextOf(golden)))).toEqual(asGolden(capture));
      expect(seen(replayChat(adapter, cutAt(commented, [40, 41, 42, 200, 201, 202, 203]), contextOf(golden)))).toEqual(asGolden(capture));
    });

    test('usage is shown to those who asked, and counted either way', () => {
      const unasked = replayChat(adapter, [capture.stream], contextOf(golden, { includeUsage: false }));
      const folded = foldStream(unasked.pushed + unasked.ended);
      expect(folded.usage).toBeNull();
      expect(unasked.pushed + unasked.ended).not.toContain('"choices":[]');
      expect(comparable(folded.choices)).toEqual(comparable(golden.choices));
      expect(unasked.translator.usage).toEqual(golden.tokens);
      const chunks = (straight.pushed + straight.ended).split('\n\n').filter((event) => event.includes('"choices":[]'));
      expect(chunks).toHaveLength(1);
    });

    test('the terminal part comes from end() alone', () => {
      expect(straight.pushed).not.toContain('data: [DONE]\n');
      expect(foldStream(straight.pushed).usage).toBeNull();
      expect(straight.ended.endsWith('data: [DONE]\n\n')).toBe(true);
    });

    test('a stream that was cut is never complete, and what was sent on belongs to the answer', () => {
      const text = capture.stream.toString('latin1');
      // At every border of a line, at every byte of the end, and every fifth byte elsewhere. The empty line behind the last event may be missing.
      const cuts = Array.from({ length: text.trimEnd().length }, (_, end) => end).filter(
        (end) => text.startsWith('\n', end - 1) || text.startsWith('\n', end) || end % 5 === 0 || end > text.length - 60,
      );
      const isWrong = (end: number): boolean => {
        const { translator, ended, pushed } = replayChat(adapter, [capture.stream.subarray(0, end)], contextOf(golden));
        return translator.isComplete || ended !== '' || !straight.pushed.startsWith(pushed);
      };
      expect(cuts.filter((end, index) => index % stride === 0 && isWrong(end))).toEqual([]);
    });

    test('what a client that leaves pays for never exceeds what it got', () => {
      const translator = chatTranslator(adapter, contextOf(golden));
      let before = 0;
      let got = '';
      for (const piece of cutAt(
        capture.stream,
        Array.from({ length: 200 }, (_, index) => index * 57),
      )) {
        got += translator.push(piece).toString('utf8');
        const forwarded = translator.outputTokensForwarded;
        expect(forwarded).toBeGreaterThanOrEqual(before);
        before = forwarded;
        const texts = textsOf(got);
        expect(forwarded).toBeLessThanOrEqual(Math.ceil(texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / 4) + texts.length);
        for (const component of TOKEN_COMPONENTS) expect(translator.usage?.[component] ?? 0).toBeGreaterThanOrEqual(0);
      }
      expect(translator.isUsageFinal).toBe(true);
    });
  });

  test('an error in mid-stream ends the stream, wherever it is cut', () => {
    const [capture] = captures as [Capture];
    const broken = withErrorInside(capture, 'Overloaded, sk-ant-REDACTED');
    for (let at = 1; at < broken.length; at += 7 * stride) {
      const { translator, ended } = replayChat(adapter, cutAt(broken, [at]), contextOf(capture.golden));
      expect(translator).toMatchObject({ isComplete: false, error: { name: 'ModelHubError' } });
      expect(translator.error?.status).toBeGreaterThanOrEqual(500);
      expect(`${translator.error?.message} ${translator.error?.detail}`).not.toContain('sk-ant');
      expect(ended).toBe('');
    }
  });

  test('an event without an end is an error, not a full memory', () => {
    const translator = chatTranslator(adapter, contextOf());
    const megabyte = Buffer.alloc(1024 * 1024, 'data: x');
    for (let sent = 0; sent < 9; sent += 1) translator.push(megabyte);
    expect(translator.error).toMatchObject({ code: 'provider_error' });
  });

  test.each(['', 'null', '5', '"text"', '[]', '{}', '{"choices":null,"content":null}', '<html>502</html>', '{"error":{"message":"no"}}'])(
    'a whole answer that is %j is a provider error',
    (body) => {
      expect(() => wholeChat(adapter, Buffer.from(body), contextOf())).toThrow(expect.objectContaining({ code: 'provider_error' }));
    },
  );
});

/** Everything that a client and the books see of a stream. */
function seen({ translator, pushed, ended }: Replayed): unknown {
  const folded = foldStream(pushed + ended);
  return {
    choices: comparable(folded.choices),
    usage: folded.usage,
    isDone: folded.isDone,
    tokens: translator.usage,
    isUsageFinal: translator.isUsageFinal,
    serviceTier: translator.serviceTier,
    finishReason: translator.finishReason,
    isComplete: translator.isComplete,
    error: translator.error,
  };
}

function asGolden({ golden }: Capture): unknown {
  return {
    choices: comparable(golden.choices),
    usage: golden.usage,
    isDone: true,
    tokens: golden.tokens,
    isUsageFinal: true,
    serviceTier: golden.serviceTier,
    finishReason: golden.choices.at(-1)?.finish_reason,
    isComplete: true,
    error: null,
  };
}

function isSame(actual: Replayed, expected: Replayed): boolean {
  const [a, b] = [actual.translator, expected.translator];
  return (
    actual.pushed === expected.pushed &&
    actual.ended === expected.ended &&
    a.isComplete === b.isComplete &&
    a.error === b.error &&
    a.finishReason === b.finishReason &&
    a.serviceTier === b.serviceTier &&
    a.outputTokensForwarded === b.outputTokensForwarded &&
    JSON.stringify(a.usage) === JSON.stringify(b.usage)
  );
}

/** The stream with an error of its provider in the middle. */
function withErrorInside({ framing, stream }: Capture, message: string): Buffer {
  if (framing === 'event frames') {
    const frames = splitFrames(stream);
    return Buffer.concat(frames.toSpliced(Math.floor(frames.length / 2), 0, exceptionFrame('serviceUnavailableException', message)));
  }
  if (framing === 'lines') {
    const next = stream.indexOf('\n', Math.floor(stream.length / 2)) + 1;
    return Buffer.concat([stream.subarray(0, next), Buffer.from(`${JSON.stringify({ error: message })}\n`), stream.subarray(next)]);
  }
  const half = stream.indexOf('\n\n', Math.floor(stream.length / 2)) + 2;
  const error = `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'overloaded_error', message } })}\n\n`;
  return Buffer.concat([stream.subarray(0, half), Buffer.from(error), stream.subarray(half)]);
}

/** Every piece of generated text in whole events. */
function textsOf(stream: string): string[] {
  return stream
    .split('\n\n')
    .slice(0, -1)
    .flatMap((event) => (JSON.parse(event.slice('data: '.length)) as { choices: { delta: Record<string, unknown> }[] }).choices)
    .flatMap(({ delta }) => {
      const calls = (delta['tool_calls'] ?? []) as { function: { arguments: string } }[];
      return [delta['content'], delta['refusal'], delta['reasoning_content'], ...calls.map((call) => call.function.arguments)];
    })
    .filter((text): text is string => typeof text === 'string' && text !== '');
}
