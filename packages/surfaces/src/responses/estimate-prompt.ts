import { estimateJsonTokens, estimateTextTokens, TOKENS_PER_ATTACHMENT, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE } from '../estimate-tokens.ts';
import type { Fields } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';

/** Prompt tokens of a response: instructions, items, tools and the schema of the answer. */
export function estimatePromptTokens(request: ConversationRequest): number {
  const { input, instructions, tools, text } = request;
  let tokens = 3 + estimateJsonTokens(tools) + estimateJsonTokens((text as Fields | null | undefined)?.['format']);
  if (typeof instructions === 'string') tokens += TOKENS_PER_MESSAGE + estimateTextTokens(instructions);
  if (typeof input === 'string') tokens += TOKENS_PER_MESSAGE + estimateTextTokens(input);
  else if (Array.isArray(input)) for (const item of input as readonly Fields[]) tokens += itemTokens(item);
  return Math.ceil(tokens);
}

function itemTokens(item: Fields): number {
  let tokens = TOKENS_PER_MESSAGE;
  for (const field of ['content', 'output', 'summary', 'arguments', 'input'] as const) {
    const value = item[field];
    if (typeof value === 'string') tokens += estimateTextTokens(value);
    else if (Array.isArray(value)) for (const part of value as readonly unknown[]) tokens += partTokens(part);
  }
  return tokens;
}

function partTokens(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const { type, text, refusal } = part as Fields;
  if (typeof text === 'string') return estimateTextTokens(text);
  if (typeof refusal === 'string') return estimateTextTokens(refusal);
  if (type === 'input_image') return TOKENS_PER_IMAGE;
  return type === 'input_file' || type === 'input_audio' ? TOKENS_PER_ATTACHMENT : 0;
}
