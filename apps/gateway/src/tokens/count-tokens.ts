import type { Model } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest } from '@modelhub/providers/types';
import type { ConversationRequest, ConversationSurface } from '@modelhub/surfaces/types';
import type { Gateway } from '../gateway.ts';

interface Counted {
  readonly surface: ConversationSurface;
  readonly request: ConversationRequest;
  readonly model: Model;
}

/** Tokens of a prompt with the model's tokenizer, or the nearest; without any where even that is not to be had. */
export async function countTokens(gateway: Gateway, { surface, request, model }: Counted): Promise<number> {
  const chat = asChat(surface, request);
  const counted = chat === null ? null : await gateway.tokens.countPrompt(chat, model);
  return counted ?? surface.promptTokens(request);
}

/** What has no translation cannot be counted piece by piece either. */
function asChat(surface: ConversationSurface, request: ConversationRequest): ChatRequest | null {
  try {
    return surface.toChatRequest(request);
  } catch (error) {
    if (error instanceof ModelHubError && error.code === 'unsupported_parameter') return null;
    throw error;
  }
}
