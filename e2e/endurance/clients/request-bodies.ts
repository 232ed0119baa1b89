import { shapeText, type AnswerShape } from '../instance/answer-shape.ts';

/** A surface of the gateway before a dialect of a provider: read through where they are the same, translated where not. */
export interface Way {
  readonly path: string;
  readonly model: string;
}

export const WAYS = {
  chat: { path: '/v1/chat/completions', model: 'openai/gpt-4o' },
  chatTranslated: { path: '/v1/chat/completions', model: 'anthropic/claude-sonnet-4-5' },
  /** A model of two providers. */
  chatWithFallback: { path: '/v1/chat/completions', model: 'openai/gpt-oss-120b' },
  messages: { path: '/v1/messages', model: 'anthropic/claude-sonnet-4-5' },
  messagesTranslated: { path: '/v1/messages', model: 'openai/gpt-4o' },
} as const satisfies Readonly<Record<string, Way>>;

const OUTPUT_TOKENS_MAX = 400;

export interface BodyOptions {
  readonly shape: AnswerShape;
  readonly isStream: boolean;
  /** Bytes of text after the shape: what a long conversation would be. */
  readonly promptBytes?: number;
}

/** A request body of the way's surface, with what the provider shall do in its prompt. */
export function requestBody({ path, model }: Way, { shape, isStream, promptBytes = 0 }: BodyOptions): string {
  const content = `${shapeText(shape)} ${'and so on '.repeat(Math.ceil(promptBytes / 10))}`;
  const schema = { type: 'object', properties: { text: { type: 'string' } } };
  const tool =
    path === '/v1/messages'
      ? { name: 'note', description: 'Takes a note.', input_schema: schema }
      : { type: 'function', function: { name: 'note', description: 'Takes a note.', parameters: schema } };
  return JSON.stringify({
    model,
    max_tokens: OUTPUT_TOKENS_MAX,
    messages: [{ role: 'user', content }],
    stream: isStream,
    ...(shape.isToolCall === true ? { tools: [tool] } : {}),
  });
}
