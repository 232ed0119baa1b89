import { describe, expect, test } from 'vitest';
import { answerFrame, eventFrame, rawFrame } from '../testing/event-frames.ts';
import { EventStreamDecoder, type EventMessage } from './event-stream.ts';

/** Written by AWS's own codec (`@smithy/eventstream-codec` 4). */
const STOP =
  'AAAAegAAAFHKLEZlCzpldmVudC10eXBlBwALbWVzc2FnZVN0b3ANOmNvbnRlbnQtdHlwZQcAEGFwcGxpY2F0aW9uL2pzb24NOm1lc3NhZ2UtdHlwZQcABWV2ZW50eyJzdG9wUmVhc29uIjoiZW5kX3R1cm4ifV+/Cfw=';
/** The same, with a header of every type. */
const ALL_TYPES =
  'AAAAgAAAAG5+ziOkCzpldmVudC10eXBlBwAIbWV0YWRhdGEBdAABZgEBYgL/AXMDASwBaQQAAJxABWJ5dGVzBgADAQIDAmF0CAAAAAAAhF/tAXUJAQIDBAUGBwgJCgsMDQ4PEA06bWVzc2FnZS10eXBlBwAFZXZlbnR7fQd9s+o=';

function decode(pieces: Iterable<Buffer>): { messages: EventMessage[]; fault: string | null } {
  const decoder = new EventStreamDecoder();
  const messages = [...pieces].flatMap((piece) => decoder.push(piece));
  return { messages, fault: decoder.fault };
}

const payloadsOf = (messages: readonly EventMessage[]): string[] => messages.map(({ payload }) => payload.toString('utf8'));

describe('event stream', () => {
  test('a frame of AWS is read, and our captures are written alike', () => {
    const { messages, fault } = decode([Buffer.from(STOP, 'base64')]);
    expect(fault).toBeNull();
    expect(messages.map(({ headers }) => headers)).toEqual([{ ':event-type': 'messageStop', ':content-type': 'application/json', ':message-type': 'event' }]);
    expect(payloadsOf(messages)).toEqual(['{"stopReason":"end_turn"}']);
    expect(answerFrame('messageStop', { stopReason: 'end_turn' }).toString('base64')).toBe(STOP);
  });

  test('headers of every type are read over', () => {
    const { messages } = decode([Buffer.from(ALL_TYPES, 'base64')]);
    expect(messages.map(({ headers }) => headers)).toEqual([{ ':event-type': 'metadata', ':message-type': 'event' }]);
  });

  test('split at every byte, and byte by byte, frames are the same', () => {
    const stream = Buffer.concat([answerFrame('a', { text: 'é👋' }), eventFrame({}, ''), answerFrame('b', { n: 1 })]);
    const whole = decode([stream]);
    expect(payloadsOf(whole.messages)).toEqual(['{"text":"é👋"}', '', '{"n":1}']);
    for (let at = 0; at <= stream.length; at += 1) expect(decode([stream.subarray(0, at), stream.subarray(at)])).toEqual(whole);
    expect(decode(Array.from(stream, (_byte, at) => stream.subarray(at, at + 1)))).toEqual(whole);
  });

  test('every flipped bit is noticed', () => {
    const frame = answerFrame('messageStop', { stopReason: 'end_turn' });
    for (let at = 0; at < frame.length; at += 1) {
      const broken = Buffer.from(frame);
      broken[at] = (broken[at] as number) ^ 1;
      const { messages, fault } = decode([broken]);
      expect({ at, messages, isFault: fault !== null }).toEqual({ at, messages: [], isFault: true });
    }
  });

  test('a frame that was cut gives nothing', () => {
    const frame = answerFrame('messageStop', {});
    const decoder = new EventStreamDecoder();
    expect(decoder.push(frame.subarray(0, -1))).toEqual([]);
    expect(decoder).toMatchObject({ fault: null, pendingBytes: frame.length - 1 });
  });

  test('a frame that says it is endless is a fault at once', () => {
    const frame = answerFrame('a', {});
    const huge = Buffer.from(eventFrame({}, 'x'.repeat(9 * 1024 * 1024)).subarray(0, 12));
    expect(decode([huge]).fault).toContain('bytes');
    expect(decode([frame, huge, frame]).messages).toHaveLength(1);
  });

  test('headers that run over their end are a fault', () => {
    for (const headers of [Buffer.from([200, 65]), Buffer.from([1, 65, 7, 255, 255]), Buffer.from([1, 65, 99]), Buffer.from([1, 65, 7])]) {
      expect(decode([rawFrame(headers, Buffer.from('{}'))]).fault).toBe('headers that cannot be read');
    }
  });
});
