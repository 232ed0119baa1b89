import type { ChatRequest } from '@modelhub/providers/types';
import { imageTokens, sizeOfImage } from './image-tokens.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What there is to count of a prompt: texts for a tokenizer, and what is known without one. */
export interface Pieces {
  readonly texts: readonly string[];
  readonly tokens: number;
}

/** Role and separators of a message, and the beginning of the answer (OpenAI cookbook, "How to count tokens with tiktoken"). */
const TOKENS_PER_MESSAGE = 3;
const TOKENS_PER_NAME = 1;
const TOKENS_OF_ANSWER = 3;
/** A page of a document, about, by its bytes; a second of speech by its bytes in an ordinary coding. */
const BYTES_PER_DOCUMENT_TOKEN = 20;
const BYTES_PER_AUDIO_TOKEN = 3_200;

export function piecesOf(request: ChatRequest, lab: string): Pieces {
  const texts: string[] = [];
  let tokens = TOKENS_OF_ANSWER;
  for (const message of request.messages as readonly Fields[]) {
    tokens += TOKENS_PER_MESSAGE + (typeof message['name'] === 'string' ? TOKENS_PER_NAME : 0);
    for (const field of ['role', 'name', 'reasoning_content'] as const) if (typeof message[field] === 'string') texts.push(message[field]);
    const { content } = message;
    if (typeof content === 'string') texts.push(content);
    else if (Array.isArray(content)) for (const part of content as readonly Fields[]) tokens += tellPart(part, { texts, lab });
    if (message['tool_calls'] != null) texts.push(JSON.stringify(message['tool_calls']));
  }
  for (const field of ['tools', 'functions', 'response_format'] as const) if (request[field] != null) texts.push(JSON.stringify(request[field]));
  return { texts, tokens };
}

/** Adds a part's text, or returns what it takes. */
function tellPart(part: Fields, { texts, lab }: { readonly texts: string[]; readonly lab: string }): number {
  const { type, text, refusal, image_url: image, file, input_audio: audio } = part;
  for (const value of [text, refusal]) if (typeof value === 'string') texts.push(value);
  if (type === 'image_url') {
    const { url, detail } = typeof image === 'string' ? { url: image, detail: undefined } : fieldsOf(image);
    return imageTokens(lab, sizeOfImage(typeof url === 'string' ? url : ''), detail);
  }
  if (type === 'file') return Math.ceil(bytesOf(fieldsOf(file)['file_data']) / BYTES_PER_DOCUMENT_TOKEN);
  return type === 'input_audio' ? Math.ceil(bytesOf(fieldsOf(audio)['data']) / BYTES_PER_AUDIO_TOKEN) : 0;
}

function bytesOf(base64: unknown): number {
  return typeof base64 === 'string' ? base64.length * 0.75 : 0;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
