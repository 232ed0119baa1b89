import type { FinishReason } from '../answer.ts';

/** docs.anthropic.com, "Handling stop reasons". */
const FINISH_REASONS: Readonly<Record<string, FinishReason>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** A call of the tool that stands for structured output is no tool call to the client. */
export function finishReasonOf(stopReason: unknown, toolCalls: number): FinishReason {
  if (stopReason === 'tool_use' && toolCalls === 0) return 'stop';
  return (typeof stopReason === 'string' ? FINISH_REASONS[stopReason] : undefined) ?? 'stop';
}
