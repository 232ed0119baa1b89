import type { FinishReason } from '../answer.ts';

/** API Reference, "Converse": `stopReason`. Null: the model wrote something that Bedrock itself could not read, which is no answer. */
const FINISH_REASONS: Readonly<Record<string, FinishReason | null>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_use: 'tool_calls',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  guardrail_intervened: 'content_filter',
  content_filtered: 'content_filter',
  malformed_model_output: null,
  malformed_tool_use: null,
};

/** A call of the tool that stands for structured output is no tool call to the client; some models end a turn of calls as any other. */
export function finishReasonOf(stopReason: unknown, toolCalls: number): FinishReason | null {
  const reason = typeof stopReason === 'string' && Object.hasOwn(FINISH_REASONS, stopReason) ? FINISH_REASONS[stopReason] : 'stop';
  if (reason === 'tool_calls' || reason === 'stop') return toolCalls > 0 ? 'tool_calls' : 'stop';
  return reason ?? null;
}
