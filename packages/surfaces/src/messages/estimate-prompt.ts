import { estimateJsonTokens, estimateTextTokens, TOKENS_PER_ATTACHMENT, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE } from '../estimate-tokens.ts';
import type { ConversationRequest } from '../types.ts';

/** Prompt tokens of a request in Anthropic's dialect. */
export function estimatePromptTokens(request: ConversationRequest): number {
  let tokens = 3 + tokensOf(request['system']);
  for (const { content } of request['messages'] as readonly { readonly content: unknown }[]) tokens += TOKENS_PER_MESSAGE + tokensOf(content);
  return Math.ceil(tokens + estimateJsonTokens(request['tools']) + estimateJsonTokens(request['output_config']));
}

/** Of a text, or of a list of blocks; results of tools have such a list inside. */
function tokensOf(content: unknown): number {
  if (typeof content === 'string') return estimateTextTokens(content);
  if (!Array.isArray(content)) return 0;
  let tokens = 0;
  for (const value of content as readonly unknown[]) {
    if (typeof value !== 'object' || value === null) continue;
    const block = value as Readonly<Record<string, unknown>>;
    switch (block['type']) {
      case 'text':
        tokens += tokensOf(block['text']);
        break;
      case 'thinking':
        tokens += tokensOf(block['thinking']);
        break;
      case 'image':
        tokens += TOKENS_PER_IMAGE;
        break;
      case 'document':
        tokens += TOKENS_PER_ATTACHMENT;
        break;
      case 'tool_use':
        tokens += estimateJsonTokens(block['input']);
        break;
      default:
        tokens += tokensOf(block['content']);
    }
  }
  return tokens;
}
