import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest } from '@modelhub/providers/types';
import type { ConversationRequest } from '../types.ts';
import { OUTPUT_TOKENS_DEFAULT } from './defaults.ts';
import { promptsOf } from './read-request.ts';

const TRANSLATED = new Set(['prompt', 'max_tokens', 'suffix', 'echo', 'best_of', 'logprobs', 'stream_options']);

/** A prompt as the only message of a chat. What a chat has nothing for is refused by name. */
export function completionToChatRequest(request: ConversationRequest): ChatRequest {
  const [prompt, ...others] = promptsOf(request['prompt']);
  if (typeof prompt !== 'string' || others.length > 0) throw unsupported('prompt', 'A chat model takes one prompt, as a text.');
  if (!isNothing(request['suffix']) && request['suffix'] !== '') throw unsupported('suffix');
  if (request['echo'] === true) throw unsupported('echo');
  if (typeof request['best_of'] === 'number' && request['best_of'] > (typeof request['n'] === 'number' ? request['n'] : 1)) throw unsupported('best_of');
  if (!isNothing(request['logprobs'])) throw unsupported('logprobs');
  if (request['max_tokens'] === 0) throw unsupported('max_tokens', 'A chat model writes at least one token.');
  return {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !TRANSLATED.has(field))),
    model: request.model,
    messages: [{ role: 'user', content: prompt }],
    max_tokens: request['max_tokens'] ?? OUTPUT_TOKENS_DEFAULT,
    ...(request.stream === true ? { stream: true, stream_options: { include_usage: true } } : {}),
  };
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null;
}

function unsupported(parameter: string, why = `${parameter} is not supported by chat models.`): ModelHubError {
  const message = `${why} Leave it out, or choose a model for completions such as gpt-3.5-turbo-instruct.`;
  return new ModelHubError('unsupported_parameter', { message, param: parameter });
}
