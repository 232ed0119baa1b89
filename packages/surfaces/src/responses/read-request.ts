import { checkModel, invalid, optionalBoolean, optionalCount, readJsonObject, type Fields } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';

const TOP_LOGPROBS_MAX = 20;
const METADATA_PAIRS_MAX = 16;
const METADATA_KEY_CHARS_MAX = 64;
const METADATA_VALUE_CHARS_MAX = 512;
const RESPONSE_ID = /^resp_\w{1,200}$/;

/** The parsed body of a response. */
export function readResponsesRequest(body: Buffer): ConversationRequest {
  const request = readJsonObject(body);
  refuseElsewhere(request);
  checkModel(request['model']);
  checkInput(request);
  for (const flag of ['stream', 'store', 'background', 'parallel_tool_calls']) optionalBoolean(request, flag);
  for (const count of ['max_output_tokens', 'max_tool_calls']) optionalCount(request, count);
  for (const object of ['text', 'reasoning', 'stream_options', 'metadata']) optionalObject(request, object);
  optionalText(request, 'instructions');
  checkTopLogprobs(request['top_logprobs']);
  checkMetadata(request['metadata']);
  checkList(request['tools'], 'tools');
  checkInclude(request['include']);
  checkPrevious(request['previous_response_id']);
  if (request['background'] === true && request['store'] === false)
    throw invalid('invalid_value', 'background', 'background needs store: an answer that nobody waits for has to be kept. Leave store out, or set it to true.');
  return request as ConversationRequest;
}

/** What is kept at OpenAI under an account of its own, and would have to be kept here. */
function refuseElsewhere(request: Fields): void {
  if (request['conversation'] != null)
    throw invalid('unsupported_parameter', 'conversation', 'conversation is not supported. Continue with previous_response_id, or send the items as input.');
  if (request['prompt'] != null)
    throw invalid(
      'unsupported_parameter',
      'prompt',
      'prompt is not supported: templates of the OpenAI dashboard are not known here. Send instructions and input.',
    );
}

function checkInput(request: Fields): void {
  const { input } = request;
  if (typeof input === 'string') return;
  if (input == null && request['previous_response_id'] != null) return;
  if (input === undefined) throw invalid('missing_required_parameter', 'input', 'input is missing: send a text or a list of items.');
  if (!Array.isArray(input) || (input.length === 0 && request['previous_response_id'] == null))
    throw invalid('invalid_value', 'input', 'input must be a text or a list with at least one item.');
  for (const [index, item] of (input as readonly unknown[]).entries()) checkItem(item, `input[${index}]`);
}

function checkItem(value: unknown, path: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('invalid_value', path, `${path} must be an object.`);
  const item = value as Fields;
  if (item['type'] !== undefined && typeof item['type'] !== 'string')
    throw invalid('invalid_value', `${path}.type`, `${path}.type must be a text such as "message".`);
  const isMessage = item['type'] === 'message' || (item['type'] === undefined && item['role'] !== undefined);
  if (isMessage && typeof item['role'] !== 'string') throw invalid('invalid_value', `${path}.role`, `${path}.role must be a text such as "user".`);
  const isReference = item['type'] === undefined && typeof item['id'] === 'string';
  if (item['type'] === undefined && !isMessage && !isReference)
    throw invalid('missing_required_parameter', `${path}.type`, `${path}.type is missing: say what kind of item it is.`);
}

function checkTopLogprobs(value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= TOP_LOGPROBS_MAX) return;
  throw invalid('invalid_value', 'top_logprobs', `top_logprobs must be a whole number from 0 to ${TOP_LOGPROBS_MAX}.`);
}

function checkMetadata(value: unknown): void {
  if (value === undefined || value === null) return;
  const pairs = Object.entries(value as Fields);
  if (pairs.length > METADATA_PAIRS_MAX) throw invalid('invalid_value', 'metadata', `metadata has at most ${METADATA_PAIRS_MAX} keys.`);
  for (const [key, text] of pairs) {
    const path = `metadata.${key}`;
    if (key.length > METADATA_KEY_CHARS_MAX) throw invalid('invalid_value', 'metadata', `A key of metadata has at most ${METADATA_KEY_CHARS_MAX} characters.`);
    if (typeof text !== 'string' || text.length > METADATA_VALUE_CHARS_MAX)
      throw invalid('invalid_value', path, `${path} must be a text of at most ${METADATA_VALUE_CHARS_MAX} characters.`);
  }
}

function checkInclude(value: unknown): void {
  checkList(value, 'include');
  for (const [index, name] of ((value ?? []) as readonly unknown[]).entries()) {
    if (typeof name !== 'string') throw invalid('invalid_value', `include[${index}]`, `include[${index}] must be a text.`);
  }
}

function checkPrevious(value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'string' || !RESPONSE_ID.test(value))
    throw invalid('invalid_value', 'previous_response_id', 'previous_response_id must be the id of a response: resp_ and what follows.');
}

function checkList(value: unknown, field: string): void {
  if (value !== undefined && value !== null && !Array.isArray(value)) throw invalid('invalid_value', field, `${field} must be a list.`);
}

function optionalObject(request: Fields, field: string): void {
  const value = request[field];
  if (value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))) return;
  throw invalid('invalid_value', field, `${field} must be an object.`);
}

function optionalText(request: Fields, field: string): void {
  const value = request[field];
  if (value !== undefined && value !== null && typeof value !== 'string') throw invalid('invalid_value', field, `${field} must be a text.`);
}
