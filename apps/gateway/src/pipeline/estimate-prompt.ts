import type { ChatRequest } from '@modelhub/providers/types';

/**
 * Characters of a token in English and in code, and how many more bytes than characters another token is taken for: scripts with two or three bytes a
 * character have fewer characters in a token. Measured against o200k_base: 0.7 to 1.4 times the real count for English, code, JSON, German, Chinese, Japanese
 * and Arabic, up to 1.6 for Cyrillic and Devanagari (November 2026).
 */
const CHARACTERS_PER_TOKEN = 4.2;
const EXTRA_BYTES_PER_TOKEN = 8;
/** Role and separators of a message (OpenAI cookbook, "How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 4;
/** A middling image at high detail: 85 tokens, and 170 for each of four tiles (OpenAI, "Images and vision"). */
const TOKENS_PER_IMAGE = 765;
/** A minute of speech or some pages of a document. */
const TOKENS_PER_ATTACHMENT = 1_500;

/**
 * Prompt tokens, estimated without a tokenizer, which would cost several times as much as all the rest. Only limits rely on it, and what a client
 * pays that left before its provider had counted.
 */
export function estimatePromptTokens(request: ChatRequest): number {
  let tokens = 3;
  for (const message of request.messages as readonly Readonly<Record<string, unknown>>[]) {
    tokens += TOKENS_PER_MESSAGE;
    const content = message['content'];
    if (typeof content === 'string') tokens += tokensOfText(content);
    else if (Array.isArray(content)) {
      for (const part of content as readonly unknown[]) {
        const text = textOfPart(part);
        tokens += typeof text === 'string' ? tokensOfText(text) : text;
      }
    }
    if (message['tool_calls'] != null) tokens += tokensOfText(JSON.stringify(message['tool_calls']));
  }
  if (request['tools'] != null) tokens += tokensOfText(JSON.stringify(request['tools']));
  if (request['response_format'] != null) tokens += tokensOfText(JSON.stringify(request['response_format']));
  return Math.ceil(tokens);
}

function tokensOfText(text: string): number {
  return text.length / CHARACTERS_PER_TOKEN + (Buffer.byteLength(text) - text.length) / EXTRA_BYTES_PER_TOKEN;
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
