import type { AnswerFacts, AnswerSink, FinishReason } from '../../answer.ts';
import { fieldsOf, itemsOf } from '../../dialect/fields.ts';
import { unreadable } from '../../failure.ts';
import { failureOf, finishReasonOf, parse, tierOf } from '../responses-answer.ts';
import { usageFromResponse } from '../responses-usage.ts';
import { ItemTeller } from './tell-item.ts';

/** Tells a whole response. */
export function readResponse(body: Buffer, sink: AnswerSink, providerName: string): AnswerFacts {
  const response = parse(body);
  if (response !== null && response['status'] === 'failed') throw failureOf(response['error'], providerName);
  if (response === null || !Array.isArray(response['output'])) throw unreadable(providerName, `not a response: ${body.length} bytes`);
  const finishReason = finishReasonOf(response) as FinishReason | null;
  if (finishReason === null) throw unreadable(providerName, `a response that is ${String(response['status'])}`);
  sink.begin();
  const teller = new ItemTeller(sink, () => undefined);
  for (const item of itemsOf(response['output']).map(fieldsOf)) teller.end(item, teller.begin(item));
  sink.finish(finishReason);
  return { usage: usageFromResponse(response), finishReason, serviceTier: tierOf(response) };
}
