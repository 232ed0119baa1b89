import { ModelHubError } from '@modelhub/core/errors';
import { checkModel, invalid, optionalBoolean, readJsonObject } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';

/** The parsed body of a message in Anthropic's dialect. */
export function readMessagesRequest(body: Buffer): ConversationRequest {
  const request = readCountedRequest(body);
  const limit = request['max_tokens'];
  if (limit === undefined) throw invalid('missing_required_parameter', 'max_tokens', 'max_tokens is missing: say how much the model may write.');
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1)
    throw invalid('invalid_value', 'max_tokens', 'max_tokens must be a whole number of at least 1.');
  optionalBoolean(request, 'stream');
  refuseThread(request['thread']);
  return request;
}

/**
 * Conversations that Anthropic keeps between turns ("message threads", which its SDK's tool runner asks for unless it is told otherwise). They would lie in
 * the account behind the provider's key, where tenants are not told apart, and what continues one says only what is new: for any other model
 * that is half a conversation.
 */
function refuseThread(thread: unknown): void {
  if (thread === undefined || thread === null) return;
  throw new ModelHubError('unsupported_parameter', { message: 'Conversations are not kept here: send all messages, and no thread.', param: 'thread' });
}

/** What of it is counted: `count_tokens` wants neither a limit nor a stream. */
export function readCountedRequest(body: Buffer): ConversationRequest {
  const request = readJsonObject(body);
  checkModel(request['model']);
  const { messages } = request;
  if (messages === undefined) throw invalid('missing_required_parameter', 'messages', 'messages is missing: send at least one message.');
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('invalid_value', 'messages', 'messages must be a list with at least one message.');
  for (const [index, message] of (messages as readonly unknown[]).entries()) checkMessage(message, `messages[${index}]`);
  const { system } = request;
  if (system !== undefined && system !== null && typeof system !== 'string' && !Array.isArray(system))
    throw invalid('invalid_value', 'system', 'system must be a text or a list of text blocks.');
  return request as ConversationRequest;
}

function checkMessage(message: unknown, at: string): void {
  if (typeof message !== 'object' || message === null || Array.isArray(message)) throw invalid('invalid_value', at, `${at} must be an object.`);
  const { role, content } = message as Readonly<Record<string, unknown>>;
  if (role !== 'user' && role !== 'assistant' && role !== 'system') throw invalid('invalid_value', `${at}.role`, `${at}.role must be "user" or "assistant".`);
  if (typeof content !== 'string' && !Array.isArray(content))
    throw invalid('invalid_value', `${at}.content`, `${at}.content must be a text or a list of blocks.`);
}
