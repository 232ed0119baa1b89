import { checkModel, invalid, optionalBoolean, optionalCount, readJsonObject, type Fields } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';

const CHOICES_MAX = 128;

/** The parsed body of a chat completion. */
export function readChatRequest(body: Buffer): ConversationRequest {
  return checkChatRequest(readJsonObject(body));
}

/** The same of what is parsed already, be it without its long texts. */
export function checkChatRequest(request: Fields): ConversationRequest {
  checkModel(request['model']);
  checkMessages(request['messages']);
  optionalBoolean(request, 'stream');
  checkStreamOptions(request['stream_options']);
  optionalCount(request, 'n', CHOICES_MAX);
  optionalCount(request, 'max_tokens');
  optionalCount(request, 'max_completion_tokens');
  return request as ConversationRequest;
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
  optionalBoolean(options as Fields, 'include_usage', 'stream_options.include_usage');
}
