import type { Seeded } from '../../campaign/seeded.ts';
import { DEPARTURES, type Departure } from '../clients/raw-client.ts';
import { WAYS, type Way } from '../clients/request-bodies.ts';
import type { AnswerShape } from '../instance/answer-shape.ts';

/** Where in its request a client leaves. */
export type Moment =
  | 'in its request'
  | 'before headers'
  | 'after the first piece'
  | 'between pieces'
  | 'in a tool call'
  | 'at the end'
  | 'whole answer'
  | 'stays';

export interface Visit {
  readonly moment: Moment;
  readonly departure: Departure;
  readonly way: Way;
  readonly shape: AnswerShape;
  readonly isStream: boolean;
  /** The share of the body that is sent. */
  readonly bodyShare: number;
  /** The client leaves so long after it has asked, or after its first piece; null: it stays. */
  readonly leavesAfterMs: number | null;
  readonly countsFrom: 'request' | 'first piece';
}

const LEAVING_WAYS: readonly Way[] = [WAYS.chat, WAYS.chatTranslated, WAYS.chatWithFallback, WAYS.messages, WAYS.messagesTranslated];

/** Longer than anybody here waits. */
const SECONDS_MS = 4_000;
const LEAVES_WITHIN_MS = 400;

/** Shares of the moments, in parts of a hundred. */
const MOMENTS: readonly (readonly [Moment, number])[] = [
  ['in its request', 5],
  ['before headers', 20],
  ['after the first piece', 15],
  ['between pieces', 20],
  ['in a tool call', 15],
  ['at the end', 5],
  ['whole answer', 15],
  ['stays', 5],
];

/** What the client of that number does; the seed decides. */
export function planVisit(id: number, random: Seeded): Visit {
  const moment = pickMoment(random);
  // Goes on for seconds: only by being cancelled does it end soon after its client has left.
  const long: AnswerShape = { id, delayMs: random.between(0, 40), pieces: 500, gapMs: random.between(8, 20), pieceBytes: random.between(5, 200) };
  const short: AnswerShape = { ...long, pieces: random.between(5, 30), gapMs: random.between(4, 10) };
  const shortMs = (short.delayMs ?? 0) + (short.pieces ?? 0) * (short.gapMs ?? 0);
  const visit: Visit = {
    moment,
    departure: random.pick(DEPARTURES),
    way: random.pick(LEAVING_WAYS),
    shape: long,
    isStream: true,
    bodyShare: 1,
    leavesAfterMs: 0,
    countsFrom: 'first piece',
  };
  switch (moment) {
    case 'in its request':
      return { ...visit, bodyShare: random.next(), leavesAfterMs: random.between(1, 50), countsFrom: 'request' };
    case 'before headers':
      return { ...visit, shape: { ...long, delayMs: SECONDS_MS }, leavesAfterMs: random.between(0, LEAVES_WITHIN_MS), countsFrom: 'request' };
    case 'after the first piece':
      return visit;
    case 'between pieces':
      return { ...visit, leavesAfterMs: random.between(0, LEAVES_WITHIN_MS) };
    case 'in a tool call':
      return { ...visit, shape: { ...long, isToolCall: true }, leavesAfterMs: random.between(0, LEAVES_WITHIN_MS) };
    case 'at the end':
      return { ...visit, shape: short, leavesAfterMs: random.between(Math.floor(shortMs * 0.8), Math.ceil(shortMs * 1.1)), countsFrom: 'request' };
    case 'whole answer':
      return {
        ...visit,
        isStream: false,
        shape: { ...long, pieces: 20, delayMs: SECONDS_MS },
        leavesAfterMs: random.between(0, LEAVES_WITHIN_MS),
        countsFrom: 'request',
      };
    case 'stays':
      return { ...visit, isStream: random.chance(0.7), shape: short, leavesAfterMs: null };
  }
}

function pickMoment(random: Seeded): Moment {
  let left = random.between(1, 100);
  for (const [moment, share] of MOMENTS) {
    left -= share;
    if (left <= 0) return moment;
  }
  return 'stays';
}
