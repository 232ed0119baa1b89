import type { AnswerFacts, AnswerSink } from '../answer.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import type { ReadContext } from '../types.ts';
import { ContentReader, fieldsOf } from './content-reader.ts';
import { PROVIDER_NAME, wroteNonsense } from './failure.ts';
import { finishReasonOf } from './stop-reason.ts';
import { tierOf } from './tier.ts';
import { usageFromBedrock } from './usage.ts';

/** Tells a whole answer of Converse. What a guardrail traced is about our own settings, and is left out. */
export function readConverseAnswer(body: Buffer, sink: AnswerSink, context: ReadContext): AnswerFacts {
  const answer = parse(body);
  const content = fieldsOf(fieldsOf(answer['output'])['message'])['content'];
  if (!Array.isArray(content)) throw unreadable(PROVIDER_NAME, 'an answer without content');
  if (finishReasonOf(answer['stopReason'], 0) === null) throw wroteNonsense(answer['stopReason']);
  sink.begin();
  const reader = new ContentReader(sink, context);
  for (const [index, block] of (content as readonly unknown[]).entries()) reader.whole(index, fieldsOf(block));
  reader.end();
  const finishReason = finishReasonOf(answer['stopReason'], reader.toolCalls) ?? 'stop';
  sink.finish(finishReason, { stopSequence: stopSequenceOf(answer['additionalModelResponseFields']) });
  return { usage: usageFromBedrock(answer['usage']), finishReason, serviceTier: tierOf(answer['serviceTier']) };
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(parseExactly(body.toString('utf8')));
  } catch {
    throw unreadable(PROVIDER_NAME, `not JSON: ${body.length} bytes`);
  }
}

/** What `/stop_sequence` and `/delta/stop_sequence` were asked for. */
export function stopSequenceOf(fields: unknown): string | null {
  const { stop_sequence: whole, delta } = fieldsOf(fields);
  const sequence = whole ?? fieldsOf(delta)['stop_sequence'];
  return typeof sequence === 'string' ? sequence : null;
}
