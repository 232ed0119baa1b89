/**
 * Characters of a token in English and in code, and how many more bytes than characters another token is taken for: scripts with two or three bytes a
 * character have fewer characters in a token. Measured against o200k_base: 0.7 to 1.4 times the real count for English, code, JSON, German, Chinese, Japanese
 * and Arabic, up to 1.6 for Cyrillic and Devanagari (November 2026).
 */
const CHARACTERS_PER_TOKEN = 4.2;
const EXTRA_BYTES_PER_TOKEN = 8;
/** Role and separators of a message (OpenAI cookbook, "How to count tokens with tiktoken"). */
export const TOKENS_PER_MESSAGE = 4;
/** A middling image at high detail: 85 tokens, and 170 for each of four tiles (OpenAI, "Images and vision"). */
export const TOKENS_PER_IMAGE = 765;
/** A minute of speech or some pages of a document. */
export const TOKENS_PER_ATTACHMENT = 1_500;

/**
 * Tokens of a text without a tokenizer, which would cost several times as much as all the rest of a request. Only limits rely on it, and what a
 * client pays that left before its provider had counted.
 */
export function estimateTextTokens(text: string): number {
  return estimateTokens(text.length, Buffer.byteLength(text));
}

/** The same by its UTF-16 units, and its bytes as UTF-8. */
export function estimateTokens(units: number, bytes: number): number {
  return units / CHARACTERS_PER_TOKEN + (bytes - units) / EXTRA_BYTES_PER_TOKEN;
}

/** Tokens of anything that a provider gets as JSON, such as tools and schemas. */
export function estimateJsonTokens(value: unknown): number {
  return value === undefined || value === null ? 0 : estimateTextTokens(JSON.stringify(value));
}
