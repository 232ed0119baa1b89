import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { translateMessages, type Block } from './messages.ts';
import { answerTool, type AnswerTool } from './structured-output.ts';
import { refuseUnsupported, unsupported } from './unsupported.ts';

/** docs.anthropic.com, "Versions". */
const API_VERSION = '2023-06-01';

/** Fields that are translated, ours, or ask a provider for nothing; every other field is sent on as it is. */
const HANDLED = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'service_tier',
  'user',
  'safety_identifier',
  'metadata',
  'store',
  'prompt_cache_key',
  'prompt_cache_retention',
  'models',
  'provider',
  'n',
  'logprobs',
  'top_logprobs',
  'logit_bias',
  'presence_penalty',
  'frequency_penalty',
  'modalities',
  'verbosity',
  'seed',
  'prediction',
  'audio',
  'web_search_options',
  'functions',
  'function_call',
]);

export function toAnthropicRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  refuseUnsupported(request);
  const { system, messages } = translateMessages(request.messages);
  const answer = answerTool(request);
  const maxTokens = outputLimit(request, endpoint);
  const body = {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: endpoint.upstreamModel,
    max_tokens: maxTokens,
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...sampling(request),
    ...tools(request, answer),
    ...thinking(request, { endpoint, maxTokens, answer }),
    ...serviceTier(request['service_tier']),
    ...(request.stream === true ? { stream: true } : {}),
    ...(typeof request['user'] === 'string' ? { metadata: { user_id: request['user'] } } : {}),
  };
  return {
    path: '/v1/messages',
    headers: ['content-type', 'application/json', 'x-api-key', connection.apiKey, 'anthropic-version', API_VERSION],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Anthropic requires a limit; without one the model may use all that it has. */
function outputLimit(request: ChatRequest, endpoint: Endpoint): number {
  const asked = request['max_completion_tokens'] ?? request['max_tokens'];
  return typeof asked === 'number' ? Math.min(asked, endpoint.outputTokensMax) : endpoint.outputTokensMax;
}

function sampling(request: ChatRequest): Block {
  const temperature = request['temperature'];
  if (typeof temperature === 'number' && temperature > 1) {
    throw new ModelHubError('invalid_value', { message: 'temperature must be between 0 and 1 for this model.', param: 'temperature' });
  }
  const stop = request['stop'];
  return {
    ...(typeof temperature === 'number' ? { temperature } : {}),
    ...(typeof request['top_p'] === 'number' ? { top_p: request['top_p'] } : {}),
    ...(typeof stop === 'string' ? { stop_sequences: [stop] } : Array.isArray(stop) ? { stop_sequences: stop } : {}),
  };
}

function tools(request: ChatRequest, answer: AnswerTool | null): Block {
  const asked = Array.isArray(request['tools']) ? request['tools'].map((tool, index) => functionTool(tool, index)) : [];
  const all = answer === null ? asked : [...asked, { name: answer.name, description: 'Gives the final answer to the user.', input_schema: answer.schema }];
  if (all.length === 0) return {};
  const choice = answer === null ? toolChoice(request['tool_choice']) : asked.length > 0 ? { type: 'any' } : { type: 'tool', name: answer.name };
  const oneAtATime = request['parallel_tool_calls'] === false || answer !== null ? { disable_parallel_tool_use: true } : {};
  return {
    tools: all,
    ...(choice === null && request['parallel_tool_calls'] !== false ? {} : { tool_choice: { ...(choice ?? { type: 'auto' }), ...oneAtATime } }),
  };
}

function functionTool(value: unknown, index: number): Block {
  const tool = value as { type?: unknown; function?: Record<string, unknown>; cache_control?: unknown } | null;
  if (tool?.type !== 'function' || typeof tool.function?.['name'] !== 'string') {
    throw unsupported(`tools[${index}].type`, 'Only function tools are supported by this model.');
  }
  return {
    name: tool.function['name'],
    ...(typeof tool.function['description'] === 'string' ? { description: tool.function['description'] } : {}),
    input_schema: tool.function['parameters'] ?? { type: 'object', properties: {} },
    ...(tool.cache_control === undefined ? {} : { cache_control: tool.cache_control }),
  };
}

function toolChoice(choice: unknown): Block | null {
  if (choice === undefined || choice === null) return null;
  if (choice === 'auto' || choice === 'none') return { type: choice };
  if (choice === 'required') return { type: 'any' };
  const name = (choice as { function?: { name?: unknown } }).function?.name;
  if (typeof name === 'string') return { type: 'tool', name };
  throw unsupported('tool_choice', 'This form of tool_choice is not supported by this model.');
}

/** Tokens that may go into thinking, by effort. Anthropic wants at least 1,024, and less than `max_tokens`. */
const THINKING_BUDGET: Readonly<Record<string, number>> = { minimal: 1_024, low: 2_048, medium: 8_192, high: 24_576, xhigh: 49_152 };
const THINKING_BUDGET_MIN = 1_024;

function thinking(request: ChatRequest, context: { readonly endpoint: Endpoint; readonly maxTokens: number; readonly answer: AnswerTool | null }): Block {
  const effort = request['reasoning_effort'];
  if (effort === undefined || effort === null || effort === 'none') return {};
  const budget = typeof effort === 'string' ? THINKING_BUDGET[effort] : undefined;
  if (budget === undefined)
    throw new ModelHubError('invalid_value', { message: `reasoning_effort ${JSON.stringify(effort)} is not known.`, param: 'reasoning_effort' });
  if (!context.endpoint.supportedParameters.includes('reasoning_effort')) throw unsupported('reasoning_effort');
  if (context.answer !== null) throw unsupported('reasoning_effort', 'reasoning_effort cannot be combined with response_format on this model.');
  if (context.maxTokens <= THINKING_BUDGET_MIN) {
    throw new ModelHubError('invalid_value', { message: 'With reasoning_effort, max_tokens must be more than 1024 for this model.', param: 'max_tokens' });
  }
  return { thinking: { type: 'enabled', budget_tokens: Math.max(THINKING_BUDGET_MIN, Math.min(budget, context.maxTokens - 1)) } };
}

function serviceTier(tier: unknown): Block {
  if (tier === undefined || tier === null) return {};
  if (tier === 'auto') return { service_tier: 'auto' };
  if (tier === 'default') return { service_tier: 'standard_only' };
  throw unsupported('service_tier', `service_tier ${JSON.stringify(tier)} is not supported by this model.`);
}
