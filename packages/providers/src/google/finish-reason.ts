import type { FinishReason } from '../answer.ts';

/** API reference, "FinishReason". What blocks an answer, and what cuts it short; everything that is not here is an ordinary end. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  LANGUAGE: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  MODEL_ARMOR: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
};

/** Ends of which there is no answer: the model wrote a call that is none. Another attempt usually does better. */
const FAULTS: ReadonlySet<string> = new Set([
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'MALFORMED_RESPONSE',
  'MISSING_THOUGHT_SIGNATURE',
]);

export function isFault(finishReason: string): boolean {
  return FAULTS.has(finishReason);
}

export function finishReasonOf(finishReason: string, toolCalls: number): FinishReason {
  return FINISH_REASONS[finishReason] ?? (toolCalls > 0 ? 'tool_calls' : 'stop');
}
