import { invalid, unsupported } from '../dialect/refusal.ts';
import type { Fields } from '../dialect/fields.ts';
import { outputLimit, stopSequences } from '../dialect/limits.ts';
import { offeredTools, type OfferedTools } from '../dialect/tools.ts';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { answerTool } from './answer-tool.ts';
import { translateMessages } from './messages.ts';
import { responseFormat } from './schema.ts';
import { thinking } from './thinking.ts';
import { HANDLED, refuseUnsupported } from './unsupported.ts';

const STOP_SEQUENCES_MAX = 5;
const NO_PARAMETERS = { type: 'object', properties: {} };

/** A conversation for Cohere's chat, version 2 (docs.cohere.com/reference/chat). */
export function toCohereRequest({ request, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  refuseUnsupported(request);
  const limit = outputLimit(request, endpoint);
  const body = {
    ...Object.fromEntries(Object.entries(request).filter(([field]) => !HANDLED.has(field))),
    model: endpoint.upstreamModel,
    messages: translateMessages(request.messages, endpoint),
    ...(request.stream === true ? { stream: true } : {}),
    ...(limit === null ? {} : { max_tokens: limit }),
    ...sampling(request),
    ...stops(request['stop']),
    ...(request['logprobs'] === true ? { logprobs: true } : {}),
    ...toolsOrFormat(request),
    ...thinking(request, endpoint, limit),
  };
  return {
    path: '/v2/chat',
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${connection.apiKey}`],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** A parameter by Cohere's name and within Cohere's bounds. */
interface Sampling {
  readonly as: string;
  readonly min: number;
  readonly max: number;
}

const SAMPLING: Readonly<Record<string, Sampling>> = {
  temperature: { as: 'temperature', min: 0, max: Infinity },
  top_p: { as: 'p', min: 0.01, max: 0.99 },
  top_k: { as: 'k', min: 0, max: 500 },
  seed: { as: 'seed', min: -Infinity, max: Infinity },
  frequency_penalty: { as: 'frequency_penalty', min: 0, max: 1 },
  presence_penalty: { as: 'presence_penalty', min: 0, max: 1 },
};

/** A value that Cohere has none for is refused and not bent, but for a `top_p` of 1, which many clients send unasked: 0.99 is as much as Cohere has. */
function sampling(request: ChatRequest): Fields {
  const sent: Record<string, unknown> = {};
  for (const [parameter, { as, min, max }] of Object.entries(SAMPLING)) {
    const value = request[parameter];
    if (value === undefined || value === null) continue;
    if (typeof value !== 'number') throw invalid(parameter, `${parameter} must be a number.`);
    if (parameter === 'top_p' && value === 1) sent[as] = max;
    else if (value < min || value > max) throw unsupported(parameter, `${parameter} must be between ${min} and ${max} for this model.`);
    else sent[as] = value;
  }
  return sent;
}

function stops(stop: unknown): Fields {
  const sequences = stopSequences(stop);
  if (sequences.length > STOP_SEQUENCES_MAX) throw unsupported('stop', `This model takes ${STOP_SEQUENCES_MAX} stop sequences at most.`);
  return sequences.length === 0 ? {} : { stop_sequences: sequences };
}

/** Both at once are refused by Cohere: who must not call a tool is not told of any, and who may has the answer for one more. */
function toolsOrFormat(request: ChatRequest): Fields {
  const format = responseFormat(request);
  const offered = offeredTools(request);
  const answer = answerTool(request);
  if (answer !== null) {
    const { name, schema, strict } = answer;
    return tools({
      ...offered,
      tools: [...offered.tools, { name, description: 'Gives the final answer to the user.', parameters: schema, strict }],
      choice: 'required',
    });
  }
  if (format['response_format'] === undefined) return tools(offered);
  return typeof offered.choice === 'object' && offered.choice !== null ? tools(offered) : format;
}

/** One tool that has to be called is the only one that the model is told of. */
function tools({ tools: offered, choice }: OfferedTools): Fields {
  const told = typeof choice === 'object' && choice !== null ? offered.filter(({ name }) => name === choice.name) : offered;
  if (told.length === 0) return {};
  return {
    tools: told.map(({ name, description, parameters }) => ({
      type: 'function',
      function: { name, ...(description === undefined ? {} : { description }), parameters: parameters ?? NO_PARAMETERS },
    })),
    // For all tools or for none: a tool that need not keep to its schema may.
    ...(told.some(({ strict }) => strict) ? { strict_tools: true } : {}),
    ...(choice === null ? {} : { tool_choice: choice === 'none' ? 'NONE' : 'REQUIRED' }),
  };
}
