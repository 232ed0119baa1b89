import type { AnswerFacts, AnswerSink } from '../answer.ts';
import { parseExactly } from '../exact-json.ts';
import { unreadable } from '../failure.ts';
import { fieldsOf, textOf } from '../openai/tell-choice.ts';
import { OutputMeter } from '../output-meter.ts';
import type { ReadContext } from '../types.ts';
import { answerForm } from './answer-form.ts';
import { isFault } from './finish-reason.ts';
import { CandidateTeller } from './tell-candidate.ts';
import { tierFromGemini, usageFromGemini } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Tells a whole `GenerateContentResponse`. */
export function readGenerateContent(
  body: Buffer,
  sink: AnswerSink,
  { request, endpoint, providerName }: ReadContext & { readonly providerName: string },
): AnswerFacts {
  const answer = parse(body, providerName);
  const candidates = candidatesOf(answer);
  const isBlocked = candidates.length === 0 && isPromptBlocked(answer);
  if (candidates.length === 0 && !isBlocked) throw unreadable(providerName, 'an answer without candidates');
  const fault = candidates.find(({ finishReason }) => typeof finishReason === 'string' && isFault(finishReason));
  if (fault !== undefined) throw unreadable(providerName, `a candidate that ended with ${String(fault['finishReason'])}`);
  const facts = { usage: usageFromGemini(answer['usageMetadata']), serviceTier: tierFromGemini(answer['usageMetadata']) };
  sink.begin();
  if (isBlocked) {
    sink.finish('content_filter');
    return { ...facts, finishReason: 'content_filter' };
  }
  const form = answerForm(request, endpoint.upstreamModel);
  const telling = { sink, output: new OutputMeter(), answerName: form.kind === 'tool' ? form.name : null };
  const tellers = candidates.map((candidate, index) => {
    if (index > 0) sink.choice(index);
    const teller = new CandidateTeller(index, telling);
    teller.tell(candidate, textOf(answer['responseId']));
    teller.finish();
    return teller;
  });
  return { ...facts, finishReason: tellers.at(-1)?.reason ?? 'stop' };
}

export function candidatesOf(answer: Fields): Fields[] {
  return Array.isArray(answer['candidates']) ? answer['candidates'].map(fieldsOf) : [];
}

export function isPromptBlocked(answer: Fields): boolean {
  const { blockReason } = fieldsOf(answer['promptFeedback']);
  return typeof blockReason === 'string' && blockReason !== '';
}

function parse(body: Buffer, providerName: string): Fields {
  let answer: unknown;
  try {
    answer = parseExactly(body.toString('utf8'));
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
  return fieldsOf(answer);
}
