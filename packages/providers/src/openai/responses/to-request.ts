import type { Endpoint } from '@modelhub/catalog/types';
import { unsupported } from '../../dialect/refusal.ts';
import { asObject, fieldsOf, type Fields } from '../../dialect/fields.ts';
import { outputLimit } from '../../dialect/limits.ts';
import { firstUnsupported, never, only, OPENAI_ALONE, refuse, type IsHarmless } from '../../dialect/refuse.ts';
import { offeredTools } from '../../dialect/tools.ts';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../../types.ts';
import { refuseResponsesRequest } from '../responses-refused.ts';
import { refuseUnpricedTier } from '../service-tier.ts';
import { inputItems } from './input-items.ts';

/** What chat completions can do and responses cannot (platform.openai.com, "Migrate to the Responses API"). */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  n: only(1),
  logit_bias: OPENAI_ALONE['logit_bias'] as IsHarmless,
  presence_penalty: only(0),
  frequency_penalty: only(0),
  seed: never,
  stop: (value) => Array.isArray(value) && value.length === 0,
  prediction: never,
  audio: never,
  modalities: OPENAI_ALONE['modalities'] as IsHarmless,
  functions: never,
  function_call: never,
  store: only(false),
};

const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens tools tool_choice response_format verbosity reasoning reasoning_effort logprobs top_logprobs ' +
  'web_search_options stream_options include input background previous_response_id conversation';
/** Fields that are translated, refused, or ours; every other field has the same name there. */
const HANDLED = new Set([...TRANSLATED.split(' '), 'models', 'provider', ...Object.keys(UNSUPPORTED)]);

/** Whether chat completions have nothing that this request needs and responses lack. */
export function canBeResponse(request: ChatRequest): boolean {
  return firstUnsupported(request, UNSUPPORTED) === undefined;
}

/** A conversation for the Responses API. Nothing is kept there, so that thoughts have to travel, encrypted. */
export function toResponseRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  refuse(request, UNSUPPORTED);
  refuseUnpricedTier(request, endpoint);
  const limit = outputLimit(request, endpoint);
  const body: Fields = {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: endpoint.upstreamModel,
    input: inputItems(request.messages),
    store: false,
    ...(request.stream === true ? { stream: true } : {}),
    ...(limit === null ? {} : { max_output_tokens: limit }),
    ...tools(request, endpoint),
    ...textOptions(request),
    ...reasoning(request),
    ...(typeof request['top_logprobs'] === 'number' && request['logprobs'] === true ? { top_logprobs: request['top_logprobs'] } : {}),
    ...include(request, endpoint),
  };
  refuseResponsesRequest(body, endpoint);
  return {
    path: '/responses',
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${connection.apiKey}`],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Functions are strict there unless they say otherwise, and here only if they say so. */
function tools(request: ChatRequest, endpoint: Endpoint): Fields {
  const { tools: offered, choice } = offeredTools(request);
  const search = webSearch(request['web_search_options'], endpoint);
  if (offered.length === 0 && search.length === 0) return {};
  const named = typeof choice === 'object' && choice !== null ? { type: 'function', name: choice.name } : choice;
  return {
    tools: [
      ...offered.map(({ name, description, parameters, strict }) => ({
        type: 'function',
        name,
        ...(description === undefined ? {} : { description }),
        parameters: parameters ?? { type: 'object', properties: {} },
        strict,
      })),
      ...search,
    ],
    ...(named === null ? {} : { tool_choice: named }),
  };
}

/** A model that may search is given the tool for it, and decides itself. */
function webSearch(options: unknown, endpoint: Endpoint): Fields[] {
  if (options === undefined || options === null) return [];
  if (!endpoint.prices.some(({ unit }) => unit === 'search')) throw unsupported('web_search_options');
  const { search_context_size: size, user_location: location } = asObject(options, 'web_search_options');
  return [
    {
      type: 'web_search',
      ...(size == null ? {} : { search_context_size: size }),
      ...(location == null ? {} : { user_location: { type: 'approximate', ...fieldsOf(fieldsOf(location)['approximate']) } }),
    },
  ];
}

function textOptions(request: ChatRequest): Fields {
  const { type, json_schema: described } = fieldsOf(request['response_format']);
  const format = type === 'json_schema' ? { format: { type, ...fieldsOf(described) } } : type === undefined || type === 'text' ? {} : { format: { type } };
  const verbosity = request['verbosity'] == null ? {} : { verbosity: request['verbosity'] };
  const text = { ...format, ...verbosity };
  return Object.keys(text).length === 0 ? {} : { text };
}

/** OpenRouter's `reasoning` is understood as far as OpenAI has the same. Summaries are shown to those who ask, as an account has to be verified for them. */
function reasoning(request: ChatRequest): Fields {
  const given = request['reasoning'] == null ? {} : asObject(request['reasoning'], 'reasoning');
  for (const [field, value] of Object.entries(given)) {
    if (value != null && field !== 'effort' && field !== 'summary') throw unsupported(`reasoning.${field}`);
  }
  const effort = request['reasoning_effort'] ?? given['effort'];
  const asked = { ...(effort == null ? {} : { effort }), ...(given['summary'] == null ? {} : { summary: given['summary'] }) };
  return Object.keys(asked).length === 0 ? {} : { reasoning: asked };
}

function include(request: ChatRequest, endpoint: Endpoint): Fields {
  const wanted = [
    ...(endpoint.supportedParameters.includes('reasoning_effort') ? ['reasoning.encrypted_content'] : []),
    ...(request['logprobs'] === true ? ['message.output_text.logprobs'] : []),
  ];
  return wanted.length === 0 ? {} : { include: wanted };
}
