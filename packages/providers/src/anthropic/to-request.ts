import type { Endpoint } from '@modelhub/catalog/types';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import type { Block } from './block.ts';
import { translateMessages } from './messages.ts';
import { forgotThought } from './reasoning.ts';
import { answerForm, type AnswerForm } from './structured-output.ts';
import { thinking } from './thinking.ts';
import { translateTools } from './tools.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { refuseUnsupported, REFUSED_PARAMETERS } from './unsupported.ts';

/** docs.anthropic.com, "Versions". */
export const API_VERSION = '2023-06-01';

/** Fields that are translated, ours, or ask a provider for nothing that shows in the answer; every other field is sent on as it is. */
const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens temperature top_p stop tools tool_choice parallel_tool_calls response_format ' +
  'reasoning_effort service_tier user safety_identifier metadata';
const MEANINGLESS = 'stream_options prompt_cache_key prompt_cache_retention prompt_cache_options models provider';
const HANDLED = new Set([...TRANSLATED.split(' '), ...MEANINGLESS.split(' '), ...REFUSED_PARAMETERS]);

export function toAnthropicRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  refuseUnsupported(request);
  const { system, messages } = translateMessages(request.messages);
  const answer = answerForm(request, endpoint.upstreamModel);
  const maxTokens = outputLimit(request, endpoint);
  const { fields: toolFields, isToolForced } = translateTools(request, answer, endpoint.upstreamModel);
  const isThoughtForgotten = forgotThought(messages, { call: 'tool_use', thoughts: ['thinking', 'redacted_thinking'] });
  const thought = thinking(request, { endpoint, maxTokens, isToolForced, isThoughtForgotten });
  const body = {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: endpoint.upstreamModel,
    max_tokens: maxTokens,
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...sampling(request, endpoint),
    ...stopSequences(request['stop']),
    ...toolFields,
    ...(thought.thinking === undefined ? {} : { thinking: thought.thinking }),
    ...outputConfig(request['output_config'], answer, thought.effort),
    ...serviceTier(request['service_tier']),
    ...(request.stream === true ? { stream: true } : {}),
    ...userId(request),
  };
  return {
    path: '/v1/messages',
    headers: ['content-type', 'application/json', 'x-api-key', connection.apiKey, 'anthropic-version', API_VERSION],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Anthropic requires a limit; without one the model may use all that it has. */
function outputLimit(request: ChatRequest, endpoint: Endpoint): number {
  const parameter = request['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens';
  const asked = request[parameter];
  if (asked === undefined || asked === null) return endpoint.outputTokensMax;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) throw invalid(parameter, `${parameter} must be a whole number of at least 1.`);
  return Math.min(asked, endpoint.outputTokensMax);
}

/**
 * OpenAI's temperatures go up to 2, Anthropic's to 1: a hotter one is refused and not lowered, as the answer would not be the one that
 * was asked for. Models with a fixed temperature take 1, which is what they have.
 */
function sampling(request: ChatRequest, endpoint: Endpoint): Block {
  const sent: Block = {};
  for (const parameter of ['temperature', 'top_p']) {
    const value = request[parameter];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < 0 || value > 1) throw invalid(parameter, `${parameter} must be between 0 and 1 for this model.`);
    if (isIdle(parameter, request)) continue;
    if (endpoint.supportedParameters.includes(parameter)) sent[parameter] = value;
    else if (value !== 1) throw unsupported(parameter);
  }
  return sent;
}

/**
 * A `top_p` of 1 cuts nothing off. Some clients send it beside every temperature, and since Opus 4.1 Claude takes one of the two alone
 * (platform.claude.com, "Migrating to Claude 4.5").
 */
export function isIdle(parameter: string, request: ChatRequest): boolean {
  return parameter === 'top_p' && request['top_p'] === 1 && request['temperature'] !== undefined && request['temperature'] !== null;
}

function stopSequences(stop: unknown): Block {
  if (stop === undefined || stop === null) return {};
  if (typeof stop === 'string') return { stop_sequences: [stop] };
  if (Array.isArray(stop) && stop.every((sequence) => typeof sequence === 'string')) return stop.length === 0 ? {} : { stop_sequences: stop };
  throw invalid('stop', 'stop must be a text or a list of texts.');
}

/** What the client gave natively stays, beside what was translated. */
function outputConfig(given: unknown, answer: AnswerForm, effort: string | undefined): Block {
  const format = answer.kind === 'native' ? { format: { type: 'json_schema', schema: answer.schema } } : {};
  const config = { ...(typeof given === 'object' ? given : {}), ...(effort === undefined ? {} : { effort }), ...format };
  return Object.keys(config).length === 0 ? {} : { output_config: config };
}

function serviceTier(tier: unknown): Block {
  if (tier === undefined || tier === null) return {};
  if (tier === 'auto') return { service_tier: 'auto' };
  if (tier === 'default' || tier === 'standard_only') return { service_tier: 'standard_only' };
  throw unsupported('service_tier', `service_tier ${JSON.stringify(tier)} is not supported by this model.`);
}

/** Whom the provider may hold responsible: `user`, its successor `safety_identifier`, or Anthropic's own spelling. */
function userId(request: ChatRequest): Block {
  const metadata = request['metadata'] as { user_id?: unknown } | null | undefined;
  const id = [request['user'], request['safety_identifier'], metadata?.user_id].find((value) => typeof value === 'string' && value !== '');
  return id === undefined ? {} : { metadata: { user_id: id } };
}
