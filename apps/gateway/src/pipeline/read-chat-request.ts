import { isUtf8 } from 'node:buffer';
import { ModelHubError, type ErrorCode } from '@modelhub/core/errors';
import type { ChatRequest } from '@modelhub/providers/types';

const CHOICES_MAX = 128;

/**
 * The parsed body of a chat completion. Checks what routing, limits and metering rely on; everything else is the provider's to judge.
 * Throws a 400 that names the field.
 */
export function readChatRequest(body: Buffer): ChatRequest {
  const value = parseBody(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid_json', null, 'The request body must be a JSON object.');
  const request = value as Record<string, unknown>;
  checkModel(request['model']);
  checkMessages(request['messages']);
  optionalBoolean(request, 'stream');
  checkStreamOptions(request['stream_options']);
  optionalCount(request, 'n', CHOICES_MAX);
  optionalCount(request, 'max_tokens', Number.MAX_SAFE_INTEGER);
  optionalCount(request, 'max_completion_tokens', Number.MAX_SAFE_INTEGER);
  return request as ChatRequest;
}

function parseBody(body: Buffer): unknown {
  if (body.length === 0) throw invalid('invalid_json', null, 'The request body is empty. Send a JSON object.');
  if (!isUtf8(body)) throw invalid('invalid_json', null, 'The request body is not valid UTF-8.');
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('invalid_json', null, 'The request body is not valid JSON.');
  }
}

function checkModel(model: unknown): void {
  if (model === undefined) throw invalid('missing_required_parameter', 'model', 'model is missing: name the model to use.');
  if (typeof model !== 'string' || model === '') throw invalid('invalid_value', 'model', 'model must be the name of a model.');
}

function checkMessages(messages: unknown): void {
  if (messages === undefined) throw invalid('missing_required_parameter', 'messages', 'messages is missing: send at least one message.');
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('invalid_value', 'messages', 'messages must be a list with at least one message.');
  for (let i = 0; i < messages.length; i += 1) {
    const message: unknown = messages[i];
    if (typeof message !== 'object' || message === null || Array.isArray(message))
      throw invalid('invalid_value', `messages[${i}]`, `messages[${i}] must be an object.`);
    const { role } = message as { role?: unknown };
    if (typeof role !== 'string') throw invalid('invalid_value', `messages[${i}].role`, `messages[${i}].role must be a text such as "user".`);
  }
}

function checkStreamOptions(options: unknown): void {
  if (options === undefined || options === null) return;
  if (typeof options !== 'object' || Array.isArray(options)) throw invalid('invalid_value', 'stream_options', 'stream_options must be an object.');
  optionalBoolean(options as Record<string, unknown>, 'include_usage', 'stream_options.include_usage');
}

function optionalBoolean(object: Readonly<Record<string, unknown>>, field: string, param = field): void {
  const value = object[field];
  if (value === undefined || value === null || typeof value === 'boolean') return;
  throw invalid('invalid_value', param, `${param} must be true or false.`);
}

function optionalCount(object: Readonly<Record<string, unknown>>, field: string, max: number): void {
  const value = object[field];
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return;
  const range = max === Number.MAX_SAFE_INTEGER ? 'of at least 1' : `from 1 to ${max}`;
  throw invalid('invalid_value', field, `${field} must be a whole number ${range}.`);
}

function invalid(code: ErrorCode, param: string | null, message: string): ModelHubError {
  return new ModelHubError(code, { message, param });
}
