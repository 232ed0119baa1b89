import type { AnswerFacts, AnswerSink } from '../answer.ts';
import { fieldsOf, itemsOf, textOf, type Fields } from '../dialect/fields.ts';
import { unreadable } from '../failure.ts';
import { citationsOf } from './citations.ts';
import { brokenOff, finishReasonOf } from './finish.ts';
import { logprobsOf } from './logprobs.ts';
import { usageFromCohere } from './usage.ts';

/** Tells a whole answer. `answerName` is the tool that stands for a structured one, if any does. */
export function readCohereMessage(body: Buffer, sink: AnswerSink, answerName: string | null): AnswerFacts {
  const answer = parse(body);
  const message = fieldsOf(answer['message']);
  const reason = answer['finish_reason'];
  const broken = brokenOff(reason, textOf(answer['error']));
  if (broken !== null) throw broken;
  sink.begin();
  const all = itemsOf(message['tool_calls']).map(fieldsOf);
  const calls = all.filter((call) => nameOf(call) !== answerName);
  // An answer beside calls was given too early; what is said beside an answer is not part of it.
  const answered = calls.length === 0 ? all.find((call) => nameOf(call) === answerName) : undefined;
  const starts = tellContent(message, sink, answered);
  const logprobs = itemsOf(answer['logprobs']).flatMap(logprobsOf);
  if (logprobs.length > 0) sink.logprobs('content', logprobs);
  for (const [position, call] of calls.entries()) tellCall(call, position, sink);
  for (const cited of itemsOf(message['citations'])) for (const citation of citationsOf(cited, (index) => starts[index] ?? 0)) sink.citation(citation);
  const finishReason = finishReasonOf(reason, calls.length);
  sink.finish(finishReason);
  return { usage: usageFromCohere(answer['usage']), finishReason, serviceTier: null };
}

function parse(body: Buffer): Fields {
  let answer: Fields;
  try {
    answer = fieldsOf(JSON.parse(body.toString('utf8')));
  } catch {
    throw unreadable('Cohere', `not JSON: ${body.length} bytes`);
  }
  if (typeof answer['message'] !== 'object' || answer['message'] === null) throw unreadable('Cohere', 'an answer without a message');
  return answer;
}

/** Where each block of content begins in the whole text. */
function tellContent(message: Fields, sink: AnswerSink, answered: Fields | undefined): number[] {
  const starts: number[] = [];
  let length = 0;
  const text = (said: string): void => {
    if (said === '') return;
    length += said.length;
    sink.text(said);
  };
  const { content } = message;
  for (const value of typeof content === 'string' ? [{ type: 'text', text: content }] : itemsOf(content)) {
    const part = fieldsOf(value);
    starts.push(length);
    const thought = textOf(part['thinking']);
    if (thought !== '') sink.reasoning(thought);
    if (answered === undefined) text(textOf(part['text']));
  }
  text(answered === undefined ? textOf(message['tool_plan']) : argumentsOf(answered));
  return starts;
}

function tellCall(call: Fields, position: number, sink: AnswerSink): void {
  sink.toolCall(position, { id: textOf(call['id']), name: nameOf(call) });
  sink.toolArguments(position, argumentsOf(call));
}

function nameOf(call: Fields): string {
  return textOf(fieldsOf(call['function'])['name']);
}

function argumentsOf(call: Fields): string {
  return textOf(fieldsOf(call['function'])['arguments']) || '{}';
}
