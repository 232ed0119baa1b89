import { ModelHubError } from '@modelhub/core/errors';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { contextOf, cutAt, replay, type Replayed } from '../testing/captures.ts';
import { providerResponse, providerStream } from '../testing/responses-stream.ts';
import { nativeResponses } from './responses-native.ts';

const native = nativeResponses('OpenAI');
const streams = [
  providerStream(),
  providerStream(providerResponse({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } })),
  providerStream(providerResponse({ usage: null })),
];
const INSERTED = [
  ': comment\n\n',
  'data: null\n\n',
  'data: [DONE]\n\n',
  'data: {"type":"error"}\n\n',
  'data: {"type":"response.completed"}\n\n',
  'data: {"type":"response.completed","response":null}\n\n',
  'data: {"type":"response.completed","response":{"usage":{"input_tokens":-5,"output_tokens":"7"}}}\n\n',
  'data: {"type":"response.failed","response":{"error":5}}\n\n',
  'data: {"unfinished": "response.completed"\n\n',
  '\r\n\r\n',
  '\n\n\n',
  '\ufeff',
];

type Mutation = (stream: string) => string;
const at = (stream: string, place: number): number => Math.floor(place * stream.length);
const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true });
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  place.map(
    (end): Mutation =>
      (stream) =>
        stream.slice(0, at(stream, end)),
  ),
  fc.tuple(place, fc.string({ maxLength: 3 })).map(
    ([from, text]): Mutation =>
      (stream) =>
        stream.slice(0, at(stream, from)) + text + stream.slice(at(stream, from) + 1),
  ),
  fc.tuple(place, fc.nat({ max: 200 })).map(
    ([from, length]): Mutation =>
      (stream) =>
        stream.slice(0, at(stream, from)) + stream.slice(at(stream, from) + length),
  ),
  fc.tuple(place, fc.constantFrom(...INSERTED)).map(([from, event]): Mutation => (stream) => {
    const border = stream.indexOf('\n\n', at(stream, from)) + 2;
    return stream.slice(0, border) + event + stream.slice(border);
  }),
  fc.tuple(place, place).map(([a, b]): Mutation => (stream) => {
    const events = stream.split(/(?<=\n\n)/);
    const [first, second] = [Math.floor(a * events.length), Math.floor(b * events.length)];
    [events[first], events[second]] = [events[second] ?? '', events[first] ?? ''];
    return events.join('');
  }),
);

test('a broken stream is a typed error or a right answer, wherever it is cut', () => {
  const broken = fc.tuple(fc.constantFrom(...streams), fc.array(mutation, { minLength: 1, maxLength: 3 }), fc.array(place, { maxLength: 10 }));
  fc.assert(
    fc.property(broken, ([stream, mutations, cuts]) => {
      const bytes = Buffer.from(mutations.reduce((text, mutate) => mutate(text), stream));
      const whole = replay(native.streamTranslator(contextOf()), [bytes]);
      const { translator, pushed, ended } = whole;
      const { usage, error, isComplete } = translator;
      expect(error === null || (error instanceof ModelHubError && error.status >= 429)).toBe(true);
      expect(isComplete && error !== null).toBe(false);
      expect(/event: response\.(completed|incomplete)\n/.test(ended)).toBe(isComplete);
      expect(/event: response\.(completed|incomplete)\ndata: {"type":"response\.(completed|incomplete)","sequence_number"/.test(pushed)).toBe(false);
      if (usage !== null) for (const component of TOKEN_COMPONENTS) expect(usage[component]).toBeGreaterThanOrEqual(0);
      const pieces = replay(
        native.streamTranslator(contextOf()),
        cutAt(
          bytes,
          cuts.map((cut) => Math.floor(cut * bytes.length)),
        ),
      );
      expect(factsOf(pieces)).toEqual(factsOf(whole));
    }),
    { seed: 20_261_124, numRuns: 2_000 },
  );
});

function factsOf({ translator, pushed, ended }: Replayed): object {
  const { usage, isComplete, finishReason, serviceTier, outputTokensForwarded } = translator;
  // Empty lines beyond the one that ends an event mean nothing.
  const sent = (pushed + ended).replaceAll(/\n{2,}/g, '\n\n');
  return { sent, usage, isComplete, finishReason, serviceTier, outputTokensForwarded, error: translator.error?.message ?? null };
}
