import type { Endpoint } from '@modelhub/catalog/types';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { fieldsOf, type Fields } from '../dialect/fields.ts';
import { outputLimit, stopSequences } from '../dialect/limits.ts';
import { offeredTools } from '../dialect/tools.ts';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { translateMessages } from './messages.ts';
import { givenOptions, HANDLED, refuseUnsupported } from './unsupported.ts';

/** OpenAI's parameters that are options there, of the same name. */
const SAMPLING = ['temperature', 'top_p', 'top_k', 'min_p', 'seed', 'frequency_penalty', 'presence_penalty', 'repeat_penalty'];
/** What `think` is called by effort. Models that only think or do not take any of them for yes. */
const EFFORTS: Readonly<Record<string, boolean | string>> = {
  none: false,
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'max',
  max: 'max',
};

/** A conversation for Ollama's chat (github.com/ollama/ollama, docs/api.md). */
export function toOllamaRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  refuseUnsupported(request);
  const body = {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: endpoint.upstreamModel,
    messages: translateMessages(request.messages),
    stream: request.stream === true,
    // A prompt that is too long is an error and not a shorter prompt; an answer that fills the context ends there and does not forget its beginning.
    truncate: false,
    shift: false,
    options: options(request, endpoint),
    ...tools(request),
    ...format(request['response_format']),
    ...think(request['reasoning_effort']),
    ...logprobs(request),
  };
  const authorization = connection.apiKey === '' ? [] : ['authorization', `Bearer ${connection.apiKey}`];
  return { path: '/api/chat', headers: ['content-type', 'application/json', ...authorization], body: Buffer.from(JSON.stringify(body)) };
}

/** The context has to be asked for, as Ollama's own default is a few thousand tokens, and an answer without a limit never has to end. */
function options(request: ChatRequest, endpoint: Endpoint): Fields {
  const sent: Record<string, unknown> = { num_ctx: endpoint.contextTokensMax, ...givenOptions(request, endpoint.contextTokensMax) };
  for (const parameter of SAMPLING) {
    const value = request[parameter];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') throw invalid(parameter, `${parameter} must be a number.`);
    sent[parameter] = value;
  }
  const stop = stopSequences(request['stop']);
  if (stop.length > 0) sent['stop'] = stop;
  sent['num_predict'] = outputLimit(request, endpoint) ?? endpoint.outputTokensMax;
  return sent;
}

/** A model that must not call a tool is not told of any; that it must call one cannot be said. */
function tools(request: ChatRequest): Fields {
  const { tools: offered, choice, isOneAtATime } = offeredTools(request);
  if (choice === 'none' || offered.length === 0) return {};
  if (choice !== null) throw unsupported('tool_choice', 'Models of this provider decide themselves whether they call a tool.');
  if (isOneAtATime) throw unsupported('parallel_tool_calls', 'This model decides itself how many tools it calls at once.');
  const strict = offered.findIndex((tool) => tool.strict);
  if (strict >= 0) throw unsupported(`tools[${strict}].function.strict`, 'Strict tools are not supported by this model.');
  return {
    tools: offered.map(({ name, description = '', parameters = { type: 'object', properties: {} } }) => ({
      type: 'function',
      function: { name, description, parameters },
    })),
  };
}

/** Schemas become grammars there: all of JSON Schema that a grammar can say is kept to. */
function format(responseFormat: unknown): Fields {
  const { type, json_schema: described } = fieldsOf(responseFormat);
  if (type === undefined || type === 'text') return {};
  if (type === 'json_object') return { format: 'json' };
  if (type !== 'json_schema') throw unsupported('response_format');
  const { schema } = fieldsOf(described);
  return { format: typeof schema === 'object' && schema !== null ? schema : 'json' };
}

function think(effort: unknown): Fields {
  if (effort === undefined || effort === null) return {};
  const value = typeof effort === 'string' ? EFFORTS[effort] : undefined;
  if (value === undefined) throw invalid('reasoning_effort', `reasoning_effort ${JSON.stringify(effort)} is not known.`);
  return { think: value };
}

function logprobs(request: ChatRequest): Fields {
  if (request['logprobs'] !== true) return {};
  const top = request['top_logprobs'];
  return { logprobs: true, ...(typeof top === 'number' ? { top_logprobs: top } : {}) };
}
