import type { ChatRequest } from '@modelhub/providers/types';
import { invalid, type Fields } from '../read-body.ts';
import type { ConversationRequest } from '../types.ts';
import { toChatMessages } from './input-items.ts';
import { asksForLogprobs } from './request-facts.ts';
import { toChatTools } from './tools.ts';
import { refuseUntranslatable, unsupported } from './untranslatable.ts';

/** Fields that are translated, and those that concern only what is kept and shown here; every other field goes on as it is. */
const TRANSLATED = 'input instructions tools tool_choice parallel_tool_calls text reasoning include top_logprobs max_output_tokens max_tool_calls truncation';
const OURS = 'store background previous_response_id metadata stream_options context_management image access_programs conversation prompt';
const HANDLED = new Set([...TRANSLATED.split(' '), ...OURS.split(' ')]);

/** A response as a chat completion. Throws `unsupported_parameter` naming what only a provider with the Responses API can do. */
export function toChatRequest(request: ConversationRequest): ChatRequest {
  refuseUntranslatable(request);
  const text = (request['text'] ?? {}) as Fields;
  const { effort } = (request['reasoning'] ?? {}) as Fields;
  const top = request['top_logprobs'];
  const tools = toChatTools(request);
  if (request['max_tool_calls'] != null && tools['web_search_options'] !== undefined) throw unsupported('max_tool_calls');
  return {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: request.model,
    messages: [...instructionsOf(request), ...toChatMessages(request['input'])],
    ...tools,
    ...responseFormat(text['format']),
    ...(text['verbosity'] == null ? {} : { verbosity: text['verbosity'] }),
    ...(effort == null ? {} : { reasoning_effort: effort }),
    ...(request['max_output_tokens'] == null ? {} : { max_completion_tokens: request['max_output_tokens'] }),
    ...(asksForLogprobs(request) ? { logprobs: true } : {}),
    ...(typeof top === 'number' && top > 0 ? { top_logprobs: top } : {}),
  };
}

function instructionsOf({ instructions }: Fields): Fields[] {
  return typeof instructions === 'string' && instructions !== '' ? [{ role: 'system', content: instructions }] : [];
}

function responseFormat(value: unknown): Fields {
  const format = (value ?? {}) as Fields;
  switch (format['type']) {
    case undefined:
    case 'text':
      return {};
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'json_schema': {
      const { type: _type, ...schema } = format;
      return { response_format: { type: 'json_schema', json_schema: schema } };
    }
    default:
      throw invalid('invalid_value', 'text.format.type', `text.format.type ${JSON.stringify(format['type'])} is not known.`);
  }
}
