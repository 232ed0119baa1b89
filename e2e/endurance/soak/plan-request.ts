import type { Seeded } from '../../campaign/seeded.ts';
import { requestBody, WAYS, type BodyOptions, type Way } from '../clients/request-bodies.ts';
import type { AnswerShape } from '../instance/answer-shape.ts';

export type Kind =
  | 'whole'
  | 'streamed'
  | 'translated stream'
  | 'translated whole'
  | 'messages'
  | 'long prompt'
  | 'tool call'
  | 'provider fails'
  | 'client leaves'
  | 'over its limit';

export interface SoakRequest {
  readonly kind: Kind;
  readonly path: string;
  readonly body: string;
  readonly leavesAfterMs: number | null;
}

/** Parts of a hundred. */
const MIX: readonly (readonly [Kind, number])[] = [
  ['whole', 30],
  ['streamed', 25],
  ['translated stream', 15],
  ['translated whole', 5],
  ['messages', 5],
  ['long prompt', 5],
  ['tool call', 5],
  ['provider fails', 3],
  ['client leaves', 5],
  ['over its limit', 2],
];

const LONG_PROMPT_BYTES = 100_000;
const STREAM = { pieces: 20, gapMs: 20 };
const WHOLE_MS = 50;

/** One request of the mix, by the seed. */
export function planRequest(id: number, random: Seeded): SoakRequest {
  const kind = pickKind(random);
  const whole: AnswerShape = { id, delayMs: WHOLE_MS };
  const stream: AnswerShape = { id, delayMs: 20, ...STREAM };
  const of = (way: Way, options: BodyOptions, leavesAfterMs: number | null = null): SoakRequest => ({
    kind,
    path: way.path,
    body: requestBody(way, options),
    leavesAfterMs,
  });
  switch (kind) {
    case 'whole':
    case 'over its limit':
      return of(WAYS.chat, { shape: whole, isStream: false });
    case 'streamed':
      return of(WAYS.chat, { shape: stream, isStream: true });
    case 'translated stream':
      return of(random.pick([WAYS.chatTranslated, WAYS.messagesTranslated]), { shape: stream, isStream: true });
    case 'translated whole':
      return of(WAYS.chatTranslated, { shape: whole, isStream: false });
    case 'messages':
      return of(WAYS.messages, { shape: stream, isStream: true });
    case 'long prompt':
      return of(random.pick([WAYS.chat, WAYS.chatTranslated]), { shape: whole, isStream: false, promptBytes: LONG_PROMPT_BYTES });
    case 'tool call':
      return of(random.pick([WAYS.chat, WAYS.chatTranslated]), { shape: { ...stream, isToolCall: true }, isStream: true });
    case 'provider fails':
      return of(WAYS.chatWithFallback, { shape: { ...whole, failsFirst: true }, isStream: false });
    case 'client leaves': {
      const isStream = random.chance(0.7);
      return of(WAYS.chat, { shape: isStream ? stream : whole, isStream }, random.between(1, isStream ? 400 : WHOLE_MS));
    }
  }
}

function pickKind(random: Seeded): Kind {
  let left = random.between(1, 100);
  for (const [kind, share] of MIX) {
    left -= share;
    if (left <= 0) return kind;
  }
  return 'whole';
}
