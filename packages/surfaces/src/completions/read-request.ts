import { checkModel, invalid, optionalBoolean, optionalCount, readJsonObject } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';

const CHOICES_MAX = 128;

/** The parsed body of a completion. */
export function readCompletionRequest(body: Buffer): ConversationRequest {
  const request = readJsonObject(body);
  checkModel(request['model']);
  const { prompt } = request;
  if (prompt === undefined || prompt === null) throw invalid('missing_required_parameter', 'prompt', 'prompt is missing: send the text to go on from.');
  if (typeof prompt !== 'string' && (!Array.isArray(prompt) || prompt.length === 0))
    throw invalid('invalid_value', 'prompt', 'prompt must be a text, or a list of texts or tokens, and not be empty.');
  optionalBoolean(request, 'stream');
  optionalBoolean(request, 'echo');
  optionalCount(request, 'n', CHOICES_MAX);
  optionalCount(request, 'best_of', CHOICES_MAX);
  const { max_tokens: limit } = request;
  if (limit !== undefined && limit !== null && !(typeof limit === 'number' && Number.isInteger(limit) && limit >= 0))
    throw invalid('invalid_value', 'max_tokens', 'max_tokens must be a whole number of at least 0.');
  return request as ConversationRequest;
}

/** One prompt is a text or a list of tokens. */
export function promptsOf(prompt: unknown): readonly unknown[] {
  if (!Array.isArray(prompt) || prompt.every((item) => typeof item === 'number')) return [prompt];
  return prompt as readonly unknown[];
}
