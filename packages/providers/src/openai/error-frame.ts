import type { ModelHubError } from '@modelhub/core/errors';

/**
 * The last frame of a stream of chat completion chunks that broke: an error and a choice that ended by it, and no `[DONE]`, so that no client takes
 * what it has for the whole answer.
 */
export function chatErrorFrame(error: ModelHubError, generationId: string): string {
  const frame = {
    id: generationId,
    object: 'chat.completion.chunk',
    error: { message: error.message, type: error.spec.type, param: error.param, code: error.code },
    choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
  };
  return `data: ${JSON.stringify(frame)}\n\n`;
}
