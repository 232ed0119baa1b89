import { isDeepStrictEqual } from 'node:util';
import { ModelHubError } from '@modelhub/core/errors';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { contextOf, cutAt, replay, type Capture, type Replayed } from '@modelhub/providers/testing/captures';
import type { ProviderAdapter } from '@modelhub/providers/types';
import { chatTranslator } from './chat-replay.ts';

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32, public domain). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

class Dice {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

const WRONG_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e300,
  Number.MAX_SAFE_INTEGER + 2,
  '',
  'x',
  '\u0000',
  [],
  {},
  [null],
  { type: 'text' },
  'y'.repeat(70_000),
  '\ud800',
];
const INSERTED = [
  ': comment\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'data:\n\n',
  'data: null\n\n',
  'data: [DONE]\n\n',
  'data: {"choices":[]}\n\n',
  'data: {"choices":[],"usage":{}}\n\n',
  'data: {"choices":[{"index":0,"delta":{"content":"again"}}],"usage":{"prompt_tokens":-5,"completion_tokens":"7"}}\n\n',
  'event: message_stop\ndata: {"type":"message_stop"}\n\n',
  'data: {"type":"message_delta","delta":null,"usage":{"output_tokens":-3}}\n\n',
  'data: {"error":{"message":"boom"}}\n\n',
  'event: error\ndata: {"type":"error"}\n\n',
  'id: 7\nretry: 10\n\n',
  '\n\n\n',
  '\r\n\r\n',
  'data: {"unfinished": \n\n',
  '\ufeff',
];

type Mutation = (stream: Buffer, dice: Dice) => Buffer;

const events = (stream: Buffer): string[] => stream.toString('utf8').split(/(?<=\n\n)/);
const joined = (list: readonly string[]): Buffer => Buffer.from(list.join(''));

const MUTATIONS: readonly Mutation[] = [
  (stream, dice) => stream.subarray(0, dice.below(stream.length)),
  (stream, dice) => {
    const copy = Buffer.from(stream);
    for (let flips = dice.below(4) + 1; flips > 0 && copy.length > 0; flips -= 1) copy[dice.below(copy.length)] = dice.below(256);
    return copy;
  },
  (stream, dice) => {
    const at = dice.below(stream.length);
    return Buffer.concat([stream.subarray(0, at), stream.subarray(at + dice.below(80))]);
  },
  (stream, dice) => {
    const list = events(stream);
    list.splice(dice.below(list.length), 1);
    return joined(list);
  },
  (stream, dice) => {
    const list = events(stream);
    list.splice(dice.below(list.length), 0, dice.of(list));
    return joined(list);
  },
  (stream, dice) => {
    const list = events(stream);
    const [a, b] = [dice.below(list.length), dice.below(list.length)];
    [list[a], list[b]] = [list[b] as string, list[a] as string];
    return joined(list);
  },
  (stream, dice) => {
    const list = events(stream);
    list.splice(dice.below(list.length + 1), 0, dice.of(INSERTED));
    return joined(list);
  },
  (stream) => joined(events(stream).map((event) => event.replaceAll('\n', '\r\n'))),
  (stream, dice) => {
    const list = events(stream);
    const at = dice.below(list.length);
    list[at] = withWrongValue(list[at] as string, dice);
    return joined(list);
  },
];

/** One value somewhere in the event's JSON is replaced, or one field is taken away. */
function withWrongValue(event: string, dice: Dice): string {
  const at = event.indexOf('data: ') + 'data: '.length;
  let data: unknown;
  try {
    data = JSON.parse(event.slice(at));
  } catch {
    return event;
  }
  let target = data as Record<string, unknown>;
  for (let depth = 0; depth < 6; depth += 1) {
    const keys = typeof target === 'object' && target !== null ? Object.keys(target) : [];
    if (keys.length === 0) break;
    const key = dice.of(keys);
    const value = target[key];
    if (typeof value !== 'object' || value === null || dice.below(3) === 0) {
      if (dice.below(4) === 0) delete target[key];
      else target[key] = dice.of(WRONG_VALUES);
      break;
    }
    target = value as Record<string, unknown>;
  }
  return `${event.slice(0, at)}${JSON.stringify(data)}\n\n`;
}

/** Breaks one capture in a way that the seed decides, and says what a translator did wrong with it; null if nothing. */
export function fuzzOnce(adapter: ProviderAdapter, captures: readonly Capture[], seed: number, translatorOf = chatTranslator): string | null {
  const dice = new Dice(seed);
  const capture = dice.of(captures);
  let stream = capture.stream;
  for (let count = dice.below(3) + 1; count > 0 && stream.length > 0; count -= 1) stream = dice.of(MUTATIONS)(stream, dice);
  const context = contextOf(capture.golden, { includeUsage: dice.below(2) === 0 });
  const positions = Array.from({ length: dice.below(12) }, () => dice.below(stream.length + 1));
  try {
    const whole = replay(translatorOf(adapter, context), [stream]);
    const pieces = replay(translatorOf(adapter, context), cutAt(stream, positions));
    return faultOf(whole) ?? differenceOf(whole, pieces);
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

function faultOf({ translator, pushed, ended }: Replayed): string | null {
  const { usage, error, isComplete, outputTokensForwarded } = translator;
  if (error !== null && !(error instanceof ModelHubError && error.status >= 500)) return 'an error that is not typed, or blames the client';
  if (error !== null && isComplete) return 'complete, and an error';
  if (isComplete !== ended.endsWith('data: [DONE]\n\n')) return 'a terminal part without an end, or the other way round';
  if (/(^|\n)data: ?\[DONE\]\n/.test(pushed)) return 'the end came from push()';
  if (!Number.isSafeInteger(outputTokensForwarded) || outputTokensForwarded < 0) return `forwarded ${outputTokensForwarded} tokens`;
  if (usage === null) return translator.isUsageFinal && isComplete && ended.includes('"usage":{') ? 'usage was shown and not counted' : null;
  if (TOKEN_COMPONENTS.some((component) => !Number.isSafeInteger(usage[component]) || usage[component] < 0)) return `usage ${JSON.stringify(usage)}`;
  return usage.reasoning > usage.output ? 'more reasoning than output' : null;
}

/** However a stream was cut, the client gets the same bytes and the books the same figures. */
function differenceOf(whole: Replayed, pieces: Replayed): string | null {
  const facts = ({ translator, pushed, ended }: Replayed): Record<string, unknown> => ({
    // Empty lines beyond the one that ends an event mean nothing.
    sent: (pushed + ended).replaceAll(/\n{2,}/g, '\n\n'),
    usage: translator.usage,
    isComplete: translator.isComplete,
    error: translator.error?.detail ?? translator.error?.message ?? null,
    finishReason: translator.finishReason,
    serviceTier: translator.serviceTier,
    forwarded: translator.outputTokensForwarded,
  });
  const [a, b] = [facts(whole), facts(pieces)];
  const differing = Object.keys(a).filter((fact) => !isDeepStrictEqual(a[fact], b[fact]));
  return differing.length === 0
    ? null
    : `depends on where it was cut: ${differing.map((fact) => `${fact} ${JSON.stringify(a[fact])} or ${JSON.stringify(b[fact])}`).join('; ')}`;
}
