import { estimateJsonTokens, estimateTextTokens, TOKENS_PER_ATTACHMENT, TOKENS_PER_IMAGE, TOKENS_PER_MESSAGE } from '../estimate-tokens.ts';
import type { LongTexts } from '../outline/long-texts.ts';
import type { ConversationRequest } from '../types.ts';

/** Prompt tokens of a chat completion, or of an outline of one. */
export function estimatePromptTokens(request: ConversationRequest, texts?: LongTexts): number {
  let tokens = 3;
  for (const message of request['messages'] as readonly Readonly<Record<string, unknown>>[]) {
    tokens += TOKENS_PER_MESSAGE;
    const content = message['content'];
    if (typeof content === 'string') tokens += textTokens(content, texts);
    else if (Array.isArray(content)) {
      for (const part of content as readonly unknown[]) tokens += partTokens(part, texts);
    }
    if (message['tool_calls'] != null) tokens += estimateJsonTokens(message['tool_calls']);
  }
  return Math.ceil(tokens + estimateJsonTokens(request['tools']) + estimateJsonTokens(request['response_format']));
}

function textTokens(text: string, texts: LongTexts | undefined): number {
  const long = texts?.find(text) ?? -1;
  return long < 0 || texts === undefined ? estimateTextTokens(text) : texts.tokens(long);
}

function partTokens(part: unknown, texts: LongTexts | undefined): number {
  if (typeof part !== 'object' || part === null) return 0;
  const fields = part as Readonly<Record<string, unknown>>;
  const { type, text, refusal } = fields;
  if (typeof text === 'string') return textTokens(text, texts);
  if (typeof refusal === 'string') return estimateTextTokens(refusal);
  if (type !== 'image_url' && type !== 'input_audio' && type !== 'file') return 0;
  texts?.findInside(fields[type]);
  return type === 'image_url' ? TOKENS_PER_IMAGE : TOKENS_PER_ATTACHMENT;
}
