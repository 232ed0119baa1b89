import type { ChatRequest } from '@modelhub/providers/types';
import type { ConversationRequest } from '../types.ts';
import { chatMessages } from './to-chat-messages.ts';
import { chatToolChoice, chatTools } from './to-chat-tools.ts';
import { unsupported } from './unsupported.ts';

/** Fields with a translation of their own, below; every other field is sent on as it is. */
const TRANSLATED = new Set(
  'system messages max_tokens stop_sequences tools tool_choice thinking output_config output_format metadata service_tier stream cache_control'.split(' '),
);
/** What only Anthropic's own API does. */
const ANTHROPIC_ONLY = [
  'container',
  'mcp_servers',
  'context_management',
  'inference_geo',
  'speed',
  'fallbacks',
  'diagnostics',
  'user_profile_id',
  'workspace_id',
] as const;

/** A request in Anthropic's dialect as a chat completion. Throws `unsupported_parameter` naming what only Anthropic's own models can do. */
export function messagesToChatRequest(request: ConversationRequest): ChatRequest {
  for (const field of ANTHROPIC_ONLY) if (!isEmpty(request[field])) throw unsupported(field);
  const others = Object.entries(request).filter(([field]) => !TRANSLATED.has(field) && !ANTHROPIC_ONLY.includes(field as (typeof ANTHROPIC_ONLY)[number]));
  const tools = chatTools(request['tools']);
  return {
    ...Object.fromEntries(others),
    model: request.model,
    messages: chatMessages(request),
    max_tokens: request['max_tokens'],
    ...(request.stream === true ? { stream: true, stream_options: { include_usage: true } } : {}),
    ...(Array.isArray(request['stop_sequences']) && request['stop_sequences'].length > 0 ? { stop: request['stop_sequences'] } : {}),
    ...(tools.length === 0 ? {} : { tools, ...chatToolChoice(request['tool_choice']) }),
    ...reasoningEffort(request),
    ...responseFormat(request),
    ...userOf(request['metadata']),
    ...serviceTier(request['service_tier']),
  };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) ? value.length === 0 : false;
}

/** Below so many tokens of thinking it is the effort of that name; beyond all of them it is `high`. */
const EFFORT_BUDGETS = [
  ['low', 4_096],
  ['medium', 16_384],
] as const;

function reasoningEffort(request: ConversationRequest): { readonly reasoning_effort?: string } {
  const { effort } = fieldsOf(request['output_config']);
  const { type, budget_tokens: budget } = fieldsOf(request['thinking']);
  if (type === 'disabled') return { reasoning_effort: 'none' };
  if (typeof effort === 'string') return { reasoning_effort: effort === 'max' ? 'xhigh' : effort };
  if (type === 'adaptive') return { reasoning_effort: 'medium' };
  if (type === undefined) return {};
  if (type !== 'enabled') throw unsupported('thinking.type');
  return { reasoning_effort: EFFORT_BUDGETS.find(([, below]) => typeof budget === 'number' && budget < below)?.[0] ?? 'high' };
}

/** `output_config.format`, or `output_format` as the beta had it. */
function responseFormat(request: ConversationRequest): { readonly response_format?: unknown } {
  const format = fieldsOf(fieldsOf(request['output_config'])['format'] ?? request['output_format']);
  if (format['type'] === undefined) return {};
  if (format['type'] !== 'json_schema') throw unsupported('output_config.format.type');
  return { response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: format['schema'] } } };
}

function userOf(metadata: unknown): { readonly user?: string } {
  const { user_id: user } = fieldsOf(metadata);
  return typeof user === 'string' ? { user } : {};
}

function serviceTier(tier: unknown): { readonly service_tier?: string } {
  if (tier === 'auto') return { service_tier: 'auto' };
  return tier === 'standard_only' ? { service_tier: 'default' } : {};
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
