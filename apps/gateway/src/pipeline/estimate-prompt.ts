import type { ChatRequest } from '@modelhub/providers/types';

/** Text is taken to be four bytes a token, the usual average of English under the common tokenizers. */
const BYTES_PER_TOKEN = 4;
/** Role and separators of a message (OpenAI cookbook, "How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 4;
/** A middling image at high detail: 85 tokens, and 170 for each of four tiles (OpenAI, "Images and vision"). */
const TOKENS_PER_IMAGE = 765;
/** A minute of speech or some pages of a document. */
const TOKENS_PER_ATTACHMENT = 1_500;

/**
 * Prompt tokens, estimated without a tokenizer, which would cost a hundred times as much as all the rest. Only limits rely on it, and what a client
 * pays that left before its provider had counted. English is within about 15 %, other scripts and code within about 40 %.
 */
export function estimatePromptTokens(request: ChatRequest): number {
  let bytes = 0;
  let tokens = 3;
  for (const message of request.messages as readonly Readonly<Record<string, unknown>>[]) {
    tokens += TOKENS_PER_MESSAGE;
    const content = message['content'];
    if (typeof content === 'string') bytes += Buffer.byteLength(content);
    else if (Array.isArray(content)) {
      for (const part of content as readonly unknown[]) {
        const text = textOfPart(part);
        if (typeof text === 'string') bytes += Buffer.byteLength(text);
        else tokens += text;
      }
    }
    if (message['tool_calls'] != null) bytes += JSON.stringify(message['tool_calls']).length;
  }
  if (request['tools'] != null) bytes += JSON.stringify(request['tools']).length;
  if (request['response_format'] != null) bytes += JSON.stringify(request['response_format']).length;
  return tokens + Math.ceil(bytes / BYTES_PER_TOKEN);
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
