import type { AnswerFacts, AnswerSink } from '../answer.ts';
import { fieldsOf, type Fields } from '../dialect/fields.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import { LineTeller } from './tell-line.ts';
import { usageFromOllama } from './usage.ts';

/** Tells a whole answer. */
export function readOllamaMessage(body: Buffer, sink: AnswerSink): AnswerFacts {
  let answer: Fields;
  try {
    answer = fieldsOf(parseExactly(body.toString('utf8')));
  } catch {
    throw unreadable('Ollama', `not JSON: ${body.length} bytes`);
  }
  if (typeof answer['message'] !== 'object' || answer['message'] === null || answer['done'] !== true) throw unreadable('Ollama', 'no whole answer');
  sink.begin();
  const teller = new LineTeller(sink, new OutputMeter());
  teller.tell(answer);
  teller.finish(answer['done_reason']);
  return { usage: usageFromOllama(answer), finishReason: teller.finishReason, serviceTier: null };
}
