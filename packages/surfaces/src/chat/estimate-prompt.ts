import { estimateJsonTokens, estimateTextTokens, TOKENS_PER_ATTACHMENT, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE } from '../estimate-tokens.ts';
import type { ConversationRequest } from '../types.ts';

/** Prompt tokens of a chat completion. */
export function estimatePromptTokens(request: ConversationRequest): number {
  let tokens = 3;
  for (const message of request['messages'] as readonly Readonly<Record<string, unknown>>[]) {
    tokens += TOKENS_PER_MESSAGE;
    const content = message['content'];
    if (typeof content === 'string') tokens += estimateTextTokens(content);
    else if (Array.isArray(content)) {
      for (const part of content as readonly unknown[]) {
        const text = textOfPart(part);
        tokens += typeof text === 'string' ? estimateTextTokens(text) : text;
      }
    }
    if (message['tool_calls'] != null) tokens += estimateJsonTokens(message['tool_calls']);
  }
  return Math.ceil(tokens + estimateJsonTokens(request['tools']) + estimateJsonTokens(request['response_format']));
}

/** The text of a part, or the tokens that it is taken for. */
function textOfPart(part: unknown): string | number {
  if (typeof part !== 'object' || part === null) return 0;
  const { type, text, refusal } = part as Readonly<Record<string, unknown>>;
  if (typeof text === 'string') return text;
  if (typeof refusal === 'string') return refusal;
  if (type === 'image_url') return TOKENS_PER_IMAGE;
  return type === 'input_audio' || type === 'file' ? TOKENS_PER_ATTACHMENT : 0;
}
