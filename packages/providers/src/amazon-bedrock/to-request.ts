import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { Block } from '../anthropic/block.ts';
import { forgotThought } from '../anthropic/reasoning.ts';
import { isIdle } from '../anthropic/to-request.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { authorization } from './authorization.ts';
import { bedrockModel, isClaude } from './families.ts';
import { translateMessages } from './messages.ts';
import { effortFields } from './reasoning.ts';
import { escapeSegment } from './signature.ts';
import { answerForm, type AnswerForm } from './structured-output.ts';
import { translateTools } from './tools.ts';
import { refuseUnsupported, REFUSED_PARAMETERS } from './unsupported.ts';

/** Fields that are translated, ours, or ask a provider for nothing that shows in the answer. */
const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens temperature top_p top_k stop tools tool_choice parallel_tool_calls response_format ' +
  'reasoning_effort service_tier';
const MEANINGLESS = 'stream_options prompt_cache_key prompt_cache_retention prompt_cache_options user safety_identifier metadata models provider';
/** Fields of Converse itself, which a client may give as they are. */
const CONVERSE = ['guardrailConfig', 'requestMetadata'];
const MODEL_FIELDS = 'additionalModelRequestFields';
const HANDLED = new Set([...TRANSLATED.split(' '), ...MEANINGLESS.split(' '), ...CONVERSE, MODEL_FIELDS, ...REFUSED_PARAMETERS]);

/** Tiers that have a price of their own. `reserved` is capacity that an account has bought. */
const PRICED_TIERS: Readonly<Record<string, string>> = { priority: 'priority', fast: 'priority', flex: 'flex' };

/** A chat completion request as a call of Converse, or of ConverseStream. */
export function toBedrockRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  const body = Buffer.from(JSON.stringify(converseBody(request, endpoint)));
  const operation = request.stream === true ? 'converse-stream' : 'converse';
  const path = `/model/${escapeSegment(endpoint.upstreamModel)}/${operation}`;
  return { path, headers: authorization(connection, { path, body, at: new Date() }), body };
}

export function converseBody(request: ChatRequest, endpoint: Endpoint): Block {
  refuseUnsupported(request);
  const { upstreamModel } = endpoint;
  const { system, messages, calledTools } = translateMessages(request.messages, endpoint);
  const answer = answerForm(request, upstreamModel);
  if (answer.kind === 'none') throw unsupported('response_format', 'Structured output in this form is not supported by this model.');
  const tools = translateTools(request, { endpoint, answer, calledTools });
  const limit = outputLimit(request, endpoint);
  const effort = effortFields(request, {
    endpoint,
    maxTokens: limit ?? endpoint.outputTokensMax,
    isToolForced: tools.isToolForced,
    isThoughtForgotten: forgotThought(messages, { call: 'toolUse', thoughts: ['reasoningContent'] }),
  });
  const inferenceConfig = {
    ...(limit === null && effort.needsMaxTokens !== true ? {} : { maxTokens: limit ?? endpoint.outputTokensMax }),
    ...sampling(request, endpoint),
    ...stopSequences(request['stop']),
  };
  const modelFields = merged(
    Object.fromEntries(Object.entries(request).filter(([field, value]) => !HANDLED.has(field) && value !== null)),
    objectOf(request[MODEL_FIELDS], MODEL_FIELDS),
    topK(request['top_k'], upstreamModel),
    tools.modelFields,
    effort.fields,
  );
  return {
    messages,
    ...(system.length > 0 ? { system } : {}),
    ...(Object.keys(inferenceConfig).length > 0 ? { inferenceConfig } : {}),
    ...tools.fields,
    ...outputConfig(answer),
    ...serviceTier(request['service_tier'], endpoint),
    ...Object.fromEntries(CONVERSE.filter((field) => request[field] !== undefined && request[field] !== null).map((field) => [field, request[field]])),
    ...(Object.keys(modelFields).length > 0 ? { [MODEL_FIELDS]: modelFields } : {}),
    // Which of several stop sequences it was, Claude tells only if it is asked.
    ...(isClaude(upstreamModel) && request['stop'] !== undefined && request['stop'] !== null
      ? { additionalModelResponseFieldPaths: ['/stop_sequence', '/delta/stop_sequence'] }
      : {}),
  };
}

/** Without a limit the model may use all that it has (API Reference, "InferenceConfiguration"). */
function outputLimit(request: ChatRequest, endpoint: Endpoint): number | null {
  const parameter = request['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens';
  const asked = request[parameter];
  if (asked === undefined || asked === null) return null;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) throw invalid(parameter, `${parameter} must be a whole number of at least 1.`);
  return Math.min(asked, endpoint.outputTokensMax);
}

/**
 * OpenAI's temperatures go up to 2, those of Converse to 1: a hotter one is refused and not lowered, as the answer would not be the one that was asked
 * for. Models with a fixed temperature take 1, which is what they have.
 */
function sampling(request: ChatRequest, endpoint: Endpoint): Block {
  const sent: Block = {};
  for (const [parameter, name] of [
    ['temperature', 'temperature'],
    ['top_p', 'topP'],
  ] as const) {
    const value = request[parameter];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number' || value < 0 || value > 2) throw invalid(parameter, `${parameter} must be a number of at least 0.`);
    if (value > 1) throw unsupported(parameter, `${parameter} must be between 0 and 1 for this model.`);
    if (isClaude(endpoint.upstreamModel) && isIdle(parameter, request)) continue;
    if (endpoint.supportedParameters.includes(parameter)) sent[name] = value;
    else if (value !== 1) throw unsupported(parameter);
  }
  return sent;
}

/** Every lab has its own place for it (Amazon Bedrock User Guide, "Inference request parameters and response fields"). */
function topK(value: unknown, upstreamModel: string): Block {
  if (value === undefined || value === null) return {};
  return bedrockModel(upstreamModel).lab === 'amazon' ? { inferenceConfig: { topK: value } } : { top_k: value };
}

function stopSequences(stop: unknown): Block {
  if (stop === undefined || stop === null) return {};
  const list = typeof stop === 'string' ? [stop] : stop;
  if (!Array.isArray(list) || !list.every((sequence) => typeof sequence === 'string' && sequence !== ''))
    throw invalid('stop', 'stop must be a text or a list of texts.');
  return list.length === 0 ? {} : { stopSequences: list };
}

function outputConfig(answer: AnswerForm): Block {
  if (answer.kind !== 'native') return {};
  const { name, description, schema } = answer;
  const jsonSchema = { name, ...(description === undefined ? {} : { description }), schema: JSON.stringify(schema) };
  return { outputConfig: { textFormat: { type: 'json_schema', structure: { jsonSchema } } } };
}

function serviceTier(tier: unknown, { prices }: Endpoint): Block {
  if (tier === undefined || tier === null || tier === 'auto') return {};
  if (tier === 'default') return { serviceTier: { type: 'default' } };
  const priced = typeof tier === 'string' ? PRICED_TIERS[tier] : undefined;
  if (priced !== undefined && prices.some((price) => price.serviceTier === priced)) return { serviceTier: { type: priced } };
  throw unsupported('service_tier', `service_tier ${JSON.stringify(tier)} is not offered for this model.`);
}

function objectOf(value: unknown, path: string): Block {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new ModelHubError('invalid_value', { message: `${path} must be an object.`, param: path });
  return value as Block;
}

/** Objects on the first level are joined, so that `output_config` of the client and of ours both count. */
function merged(...parts: readonly Block[]): Block {
  const whole: Block = {};
  for (const part of parts) {
    for (const [field, value] of Object.entries(part)) {
      const before = whole[field];
      whole[field] = isObject(before) && isObject(value) ? { ...before, ...value } : value;
    }
  }
  return whole;
}

function isObject(value: unknown): value is Block {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
