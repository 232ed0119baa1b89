import { ModelHubError } from '@modelhub/core/errors';
import type { FinishReason } from '../answer.ts';
import { removeSecrets } from '../failure.ts';

/** docs.cohere.com/reference/chat, "finish_reason"; the last two are of its first version. */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  COMPLETE: 'stop',
  STOP_SEQUENCE: 'stop',
  MAX_TOKENS: 'length',
  TOOL_CALL: 'tool_calls',
  ERROR_LIMIT: 'length',
  ERROR_TOXIC: 'content_filter',
};

/** A call of a tool is what a client looks for, whatever the answer is said to end by, but for being cut short. */
export function finishReasonOf(reason: unknown, toolCalls: number): FinishReason {
  const finish = (typeof reason === 'string' ? FINISH_REASONS[reason] : undefined) ?? 'stop';
  if (finish === 'tool_calls' && toolCalls === 0) return 'stop';
  return finish === 'stop' && toolCalls > 0 ? 'tool_calls' : finish;
}

/** The answer as an error, where it ended by one; null where it did not. */
export function brokenOff(reason: unknown, said: string): ModelHubError | null {
  if (reason === 'TIMEOUT') return new ModelHubError('timeout', { message: 'Cohere did not end its answer in time.', detail: removeSecrets(said) });
  return reason === 'ERROR' ? errorOf(said) : null;
}

export function errorOf(said: string): ModelHubError {
  return new ModelHubError('provider_error', { message: 'Cohere broke off its answer.', detail: removeSecrets(said) });
}
