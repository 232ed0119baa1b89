import { isDeepStrictEqual } from 'node:util';
import { ModelHubError } from '@modelhub/core/errors';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { contextOf, cutAt, replay, type Capture, type Framing, type Replayed } from '@modelhub/providers/testing/captures';
import { answerFrame, eventFrame, exceptionFrame, splitFrames, withPayload } from '@modelhub/providers/testing/event-frames';
import type { ProviderAdapter, StreamTranslator } from '@modelhub/providers/types';
import { chatSurface } from '../chat/surface.ts';
import { preparedBehind } from './prepared-behind.ts';
import { SURFACE_KITS, type SurfaceKit } from './surface-kit.ts';

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

const INSERTED_LINES = [
  '\n\n',
  '\r\n',
  'null\n',
  '{}\n',
  '{"message":null,"done":true}\n',
  '{"message":{"content":"again"},"done":false}\n',
  '{"message":{"content":""},"done":true,"prompt_eval_count":-5,"eval_count":"7"}\n',
  '{"message":{"tool_calls":[null,{"function":{"name":5}}]},"done":false}\n',
  '{"error":"boom"}\n',
  '{"unfinished": \n',
  '\ufeff',
];

const INSERTED_FRAMES: readonly Buffer[] = [
  answerFrame('ping', {}),
  answerFrame('messageStart', { role: 'assistant' }),
  answerFrame('messageStop', { stopReason: 'end_turn' }),
  answerFrame('messageStop', null),
  answerFrame('metadata', { usage: { inputTokens: -5, outputTokens: '7' } }),
  answerFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'again' } }),
  answerFrame('contentBlockDelta', { contentBlockIndex: 9, delta: { toolUse: { input: '{' } } }),
  answerFrame('contentBlockStart', { contentBlockIndex: 0, start: { toolUse: { toolUseId: 't', name: 'f' } } }),
  exceptionFrame('throttlingException', 'Too many requests'),
  eventFrame({}, ''),
  eventFrame({ ':message-type': 'error', ':error-code': '500' }, ''),
  Buffer.from('data: {}\n\n'),
];

/** How the events of a stream are told apart, broken and put in between. */
interface EventForm {
  split(stream: Buffer): Buffer[];
  readonly inserted: readonly Buffer[];
  /** The event with other JSON in it. */
  changed(event: Buffer, change: (json: string) => string): Buffer;
}

const FORMS: Readonly<Record<Framing, EventForm>> = {
  'server-sent events': {
    split: (stream) =>
      stream
        .toString('utf8')
        .split(/(?<=\n\n)/)
        .map((event) => Buffer.from(event)),
    inserted: INSERTED.map((event) => Buffer.from(event)),
    changed: (event, change) => {
      const text = event.toString('utf8');
      const at = text.indexOf('data: ') + 'data: '.length;
      return Buffer.from(`${text.slice(0, at)}${change(text.slice(at).trimEnd())}\n\n`);
    },
  },
  lines: {
    split: (stream) =>
      stream
        .toString('utf8')
        .split(/(?<=\n)/)
        .map((line) => Buffer.from(line)),
    inserted: INSERTED_LINES.map((line) => Buffer.from(line)),
    changed: (line, change) => Buffer.from(`${change(line.toString('utf8').trimEnd())}\n`),
  },
  'event frames': {
    split: splitFrames,
    inserted: INSERTED_FRAMES,
    changed: (frame, change) => (frame.length < 16 ? frame : withPayload(frame, change)),
  },
};

type Mutation = (stream: Buffer, dice: Dice, form: EventForm) => Buffer;

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
  (stream, dice, { split }) => {
    const list = split(stream);
    list.splice(dice.below(list.length), 1);
    return Buffer.concat(list);
  },
  (stream, dice, { split }) => {
    const list = split(stream);
    list.splice(dice.below(list.length), 0, dice.of(list));
    return Buffer.concat(list);
  },
  (stream, dice, { split }) => {
    const list = split(stream);
    const [a, b] = [dice.below(list.length), dice.below(list.length)];
    [list[a], list[b]] = [list[b] as Buffer, list[a] as Buffer];
    return Buffer.concat(list);
  },
  (stream, dice, { split, inserted }) => {
    const list = split(stream);
    list.splice(dice.below(list.length + 1), 0, dice.of(inserted));
    return Buffer.concat(list);
  },
  (stream) => Buffer.from(stream.toString('latin1').replaceAll('\n', '\r\n'), 'latin1'),
  (stream, dice, { split, changed }) => {
    const list = split(stream);
    const at = dice.below(list.length);
    list[at] = changed(list[at] as Buffer, (json) => withWrongValue(json, dice));
    return Buffer.concat(list);
  },
];

/** One value somewhere in the JSON is replaced, or one field is taken away. */
function withWrongValue(json: string, dice: Dice): string {
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return json;
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
  return JSON.stringify(data);
}

/** Who reads a stream may be made worse, to see that it is found out. */
type Wrap = (translator: StreamTranslator) => StreamTranslator;

/** Breaks one capture in a way that the seed decides, and says what a translator behind one of the surfaces did wrong with it; null if nothing. */
export function fuzzOnce(adapter: ProviderAdapter, captures: readonly Capture[], seed: number, wrap: Wrap = (translator) => translator): string | null {
  const dice = new Dice(seed);
  const capture = dice.of(captures);
  const kit = dice.of(capture.golden.choices.length > 1 ? SURFACE_KITS.filter(({ surface }) => surface === chatSurface) : SURFACE_KITS);
  let stream = capture.stream;
  for (let count = dice.below(3) + 1; count > 0 && stream.length > 0; count -= 1) stream = dice.of(MUTATIONS)(stream, dice, FORMS[capture.framing]);
  const context = contextOf(capture.golden, { includeUsage: dice.below(2) === 0 });
  const positions = Array.from({ length: dice.below(12) }, () => dice.below(stream.length + 1));
  try {
    const translator = (): StreamTranslator => wrap(preparedBehind(kit.surface, adapter, context).streamTranslator());
    const whole = replay(translator(), [stream]);
    const pieces = replay(translator(), cutAt(stream, positions));
    const fault = faultOf(whole) ?? differenceOf(whole, pieces, kit) ?? (isTranslated(kit, adapter) ? formFaultOf(whole, kit) : null);
    return fault === null ? null : `behind ${kit.surface.dialect}: ${fault}`;
  } catch (error) {
    return `behind ${kit.surface.dialect}: threw ${String(error)}`;
  }
}

function faultOf({ translator, pushed, ended }: Replayed): string | null {
  const { usage, error, isComplete, outputTokensForwarded } = translator;
  if (error !== null && !(error instanceof ModelHubError && error.status >= 500)) return 'an error that is not typed, or blames the client';
  if (error !== null && isComplete) return 'complete, and an error';
  if (isComplete !== (ended !== '')) return 'a terminal part without an end, or the other way round';
  if (/(^|\n)data: ?\[DONE\]\n/.test(pushed)) return 'the end came from push()';
  if (!Number.isSafeInteger(outputTokensForwarded) || outputTokensForwarded < 0) return `forwarded ${outputTokensForwarded} tokens`;
  if (usage === null) return translator.isUsageFinal && isComplete && ended.includes('"usage":{') ? 'usage was shown and not counted' : null;
  if (TOKEN_COMPONENTS.some((component) => !Number.isSafeInteger(usage[component]) || usage[component] < 0)) return `usage ${JSON.stringify(usage)}`;
  return usage.reasoning > usage.output ? 'more reasoning than output' : null;
}

/** Bytes that a provider shares with the client go through as they are, be they broken. */
function isTranslated({ surface }: SurfaceKit, adapter: ProviderAdapter): boolean {
  return adapter.native[surface.dialect] === undefined;
}

/** What we write ourselves is a stream of the client's dialect, whatever the provider sent. */
function formFaultOf({ translator, pushed, ended }: Replayed, kit: SurfaceKit): string | null {
  if (/(^|\n)event: (message_stop|response\.completed)\n/.test(pushed)) return 'the end came from push()';
  if (!translator.isComplete) return null;
  return kit.fold(pushed + ended).isDone ? null : 'a whole answer that its client takes for a cut one';
}

/** However a stream was cut, the client gets the same and the books the same figures. */
function differenceOf(whole: Replayed, pieces: Replayed, { surface, fold }: SurfaceKit): string | null {
  // A response's events join what came together: there it is the answer that has to be the same.
  const isJoined = surface.dialect === 'responses';
  const facts = ({ translator, pushed, ended }: Replayed): Record<string, unknown> => ({
    // Empty lines beyond the one that ends an event mean nothing.
    sent: isJoined ? (translator.isComplete ? fold(pushed + ended).answer : null) : (pushed + ended).replaceAll(/\n{2,}/g, '\n\n'),
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
