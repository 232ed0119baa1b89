import type { FinishReason } from '@modelhub/providers/answer';

export interface Ending {
  readonly reason: FinishReason;
  readonly stopSequence: string | null;
  /** The model declined in words, whatever reason its provider gives. */
  readonly hasRefused: boolean;
}

/** platform.claude.com, "Handling stop reasons". */
export function stopReasonOf({ reason, stopSequence, hasRefused }: Ending): string {
  switch (reason) {
    case 'stop':
      if (hasRefused) return 'refusal';
      return stopSequence === null ? 'end_turn' : 'stop_sequence';
    case 'length':
      return 'max_tokens';
    case 'tool_calls':
      return 'tool_use';
    case 'content_filter':
      return 'refusal';
  }
}
