import type { TokenUsage } from '@modelhub/core/token-usage';
import type { FinishReason } from '@modelhub/providers/answer';
import { responseIdOf } from '@modelhub/providers/openai/response-id';
import type { AnswerContext } from '@modelhub/providers/types';
import type { OutputItem } from './output-items.ts';
import { responseUsage } from './usage.ts';

type Fields = Readonly<Record<string, unknown>>;

export type ResponseStatus = 'queued' | 'in_progress' | 'completed' | 'incomplete' | 'failed' | 'cancelled';

/** What an answer has come to. */
export interface ResponseState {
  readonly status: ResponseStatus;
  readonly output: readonly OutputItem[];
  readonly usage?: TokenUsage | null;
  readonly serviceTier?: string | null;
  readonly incompleteReason?: 'max_output_tokens' | 'content_filter' | null;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

/** Tiers that OpenAI has a name for (API reference, "service_tier"). */
const TIERS: ReadonlySet<unknown> = new Set(['auto', 'default', 'flex', 'scale', 'priority', 'fast', 'ultrafast']);

/** Another provider's name of its tier, such as Anthropic's `standard`, is no value that a client of this dialect can read. */
function tierName(tier: unknown): unknown {
  return TIERS.has(tier) ? tier : 'default';
}

/** The response object (API reference, "The response object"): the request's settings, said again, and what came of it. */
export function responseObject({ request, model, generationId, createdAtSeconds }: AnswerContext, state: ResponseState): Fields {
  const text = fieldsOf(request['text']);
  const reasoning = fieldsOf(request['reasoning']);
  const tools = Array.isArray(request['tools']) ? request['tools'] : [];
  const isOver = state.status === 'completed';
  return {
    id: responseIdOf(generationId),
    object: 'response',
    created_at: createdAtSeconds,
    status: state.status,
    background: request['background'] ?? false,
    completed_at: isOver ? Math.floor(Date.now() / 1_000) : null,
    error: state.error ?? null,
    incomplete_details: state.incompleteReason == null ? null : { reason: state.incompleteReason },
    instructions: request['instructions'] ?? null,
    max_output_tokens: request['max_output_tokens'] ?? null,
    max_tool_calls: request['max_tool_calls'] ?? null,
    metadata: request['metadata'] ?? {},
    model,
    output: state.output,
    parallel_tool_calls: request['parallel_tool_calls'] ?? true,
    previous_response_id: request['previous_response_id'] ?? null,
    prompt_cache_key: request['prompt_cache_key'] ?? null,
    reasoning: { effort: reasoning['effort'] ?? null, summary: reasoning['summary'] ?? reasoning['generate_summary'] ?? null },
    safety_identifier: request['safety_identifier'] ?? null,
    service_tier: tierName(state.serviceTier ?? request['service_tier']),
    store: request['store'] ?? true,
    temperature: request['temperature'] ?? null,
    text: { format: text['format'] ?? { type: 'text' }, verbosity: text['verbosity'] ?? 'medium' },
    tool_choice: request['tool_choice'] ?? 'auto',
    tools: tools.map(shownTool),
    top_logprobs: request['top_logprobs'] ?? 0,
    top_p: request['top_p'] ?? null,
    truncation: request['truncation'] ?? 'disabled',
    usage: state.usage == null ? null : responseUsage(state.usage),
    ...(request['user'] == null ? {} : { user: request['user'] }),
  };
}

/** How a choice ended, in the words of the Responses API. */
export function endOf(reason: FinishReason | null): Pick<ResponseState, 'status' | 'incompleteReason'> {
  if (reason === 'length') return { status: 'incomplete', incompleteReason: 'max_output_tokens' };
  if (reason === 'content_filter') return { status: 'incomplete', incompleteReason: 'content_filter' };
  return { status: 'completed' };
}

/** Functions are shown with the fields that a client may leave out. */
function shownTool(value: unknown): unknown {
  const tool = fieldsOf(value);
  return tool['type'] === 'function' ? { ...tool, parameters: tool['parameters'] ?? null, strict: tool['strict'] ?? false } : value;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
