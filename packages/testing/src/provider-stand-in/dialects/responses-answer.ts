import { firstNumber, list, object, objects, type Json } from '../json.ts';
import { logprobsOf } from '../logprobs.ts';
import { piecesOf } from '../pieces.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { signatureOf } from '../thought.ts';
import type { PlannedUsage } from '../usage.ts';
import { idOf, type Answering } from './dialect.ts';

/** The response object (API reference, "The response object"). */
export function responseObject(answering: Answering): Json {
  const { plan, usage } = answering;
  const reason = cutBy(plan);
  return {
    ...unfinished(answering),
    status: reason === null ? 'completed' : 'incomplete',
    incomplete_details: reason === null ? null : { reason },
    ...(reason === null ? { completed_at: seconds() } : {}),
    output: outputItems(answering),
    ...(usage === null ? {} : { usage: responsesUsage(usage) }),
  };
}

/** The events of the same response, numbered. */
export function responseEvents(answering: Answering): Json[] {
  const started = { ...unfinished(answering), status: 'in_progress', output: [], usage: null };
  const done = responseObject(answering);
  const events: Json[] = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    ...outputItems(answering).flatMap((item, index) => itemEvents(item, { index, random: answering.plan.random, body: answering.body })),
    { type: cutBy(answering.plan) === null ? 'response.completed' : 'response.incomplete', response: done },
  ];
  return events.map((event, number) => ({ ...event, sequence_number: number }));
}

function cutBy({ finish }: Answering['plan']): string | null {
  return finish === 'length' ? 'max_output_tokens' : finish === 'content_filter' ? 'content_filter' : null;
}

function unfinished({ body, conversation, requestId }: Answering): Json {
  const asked = (name: string, otherwise: unknown): unknown => body[name] ?? otherwise;
  return {
    id: idOf('resp_', requestId),
    access_programs: null,
    object: 'response',
    created_at: seconds(),
    background: asked('background', false),
    error: null,
    incomplete_details: null,
    instructions: asked('instructions', null),
    max_output_tokens: asked('max_output_tokens', null),
    max_tool_calls: asked('max_tool_calls', null),
    metadata: asked('metadata', {}),
    model: conversation.model,
    parallel_tool_calls: conversation.allowsParallelTools,
    previous_response_id: asked('previous_response_id', null),
    prompt_cache_key: asked('prompt_cache_key', null),
    reasoning: { effort: null, summary: null, ...object(body['reasoning']) },
    safety_identifier: asked('safety_identifier', null),
    service_tier: 'default',
    store: asked('store', true),
    temperature: asked('temperature', 1),
    text: { format: { type: 'text' }, verbosity: 'medium', ...object(body['text']) },
    tool_choice: asked('tool_choice', 'auto'),
    tools: asked('tools', []),
    top_logprobs: asked('top_logprobs', 0),
    top_p: asked('top_p', 1),
    truncation: asked('truncation', 'disabled'),
    user: asked('user', null),
  };
}

/** Thought, words and calls, each an item. */
function outputItems({ plan, body, requestId }: Answering): Json[] {
  const { text, calls, reasoning, finish } = plan;
  const thinks = reasoning !== null || plan.usage.reasoning > 0;
  const isSealed = list(body['include']).includes('reasoning.encrypted_content');
  const isSummed = typeof object(body['reasoning'])['summary'] === 'string' && reasoning !== null;
  const status = cutBy(plan) === null ? 'completed' : 'incomplete';
  const thought = {
    id: idOf('rs_', requestId),
    type: 'reasoning',
    summary: isSummed ? [{ type: 'summary_text', text: reasoning }] : [],
    ...(isSealed ? { encrypted_content: signatureOf('openai', 'reasoning') } : {}),
  };
  const message = {
    id: idOf('msg_', requestId),
    type: 'message',
    status,
    role: 'assistant',
    content: [finish === 'refusal' ? { type: 'refusal', refusal: text } : { type: 'output_text', text, annotations: [], logprobs: likelihood(body, text) }],
  };
  return [
    ...(thinks ? [thought] : []),
    ...(text !== '' || calls.length === 0 ? [message] : []),
    ...calls.map((call, index) => ({
      id: idOf(`fc_${index}`, requestId),
      type: 'function_call',
      status: 'completed',
      call_id: `call_${call.id}`,
      name: call.name,
      arguments: call.arguments,
    })),
  ];
}

function itemEvents(item: Json, { index, random, body }: { readonly index: number; readonly random: SeededRandom; readonly body: Json }): Json[] {
  const at = { item_id: item['id'], output_index: index };
  const empty = { message: { content: [] }, function_call: { arguments: '' }, reasoning: { summary: [] } }[String(item['type'])] ?? {};
  const isStated = item['type'] !== 'reasoning';
  return [
    { type: 'response.output_item.added', output_index: index, item: { ...item, ...empty, ...(isStated ? { status: 'in_progress' } : {}) } },
    ...objects(item['content']).flatMap((part) =>
      part['type'] === 'refusal' ? refusalEvents(String(part['refusal']), at, random) : textEvents(String(part['text']), at, { random, body }),
    ),
    ...objects(item['summary']).flatMap((part) => summaryEvents(String(part['text']), at, random)),
    ...(typeof item['arguments'] === 'string' ? argumentEvents(item, at, random) : []),
    { type: 'response.output_item.done', output_index: index, item },
  ];
}

function textEvents(text: string, item: Json, { random, body }: { readonly random: SeededRandom; readonly body: Json }): Json[] {
  const at = { ...item, content_index: 0 };
  const part = { type: 'output_text', annotations: [] };
  return [
    { type: 'response.content_part.added', ...at, part: { ...part, logprobs: [], text: '' } },
    ...piecesOf(text, random).map((delta) => ({ type: 'response.output_text.delta', ...at, delta, logprobs: likelihood(body, delta) })),
    { type: 'response.output_text.done', ...at, text, logprobs: likelihood(body, text) },
    { type: 'response.content_part.done', ...at, part: { ...part, logprobs: likelihood(body, text), text } },
  ];
}

/** API reference, "include". */
function likelihood(body: Json, text: string): Json[] {
  return list(body['include']).includes('message.output_text.logprobs') ? logprobsOf(text, firstNumber(body['top_logprobs']) ?? 0) : [];
}

function refusalEvents(refusal: string, item: Json, random: SeededRandom): Json[] {
  const at = { ...item, content_index: 0 };
  return [
    { type: 'response.content_part.added', ...at, part: { type: 'refusal', refusal: '' } },
    ...piecesOf(refusal, random).map((delta) => ({ type: 'response.refusal.delta', ...at, delta })),
    { type: 'response.refusal.done', ...at, refusal },
    { type: 'response.content_part.done', ...at, part: { type: 'refusal', refusal } },
  ];
}

function summaryEvents(text: string, item: Json, random: SeededRandom): Json[] {
  const at = { ...item, summary_index: 0 };
  return [
    { type: 'response.reasoning_summary_part.added', ...at, part: { type: 'summary_text', text: '' } },
    ...piecesOf(text, random).map((delta) => ({ type: 'response.reasoning_summary_text.delta', ...at, delta })),
    { type: 'response.reasoning_summary_text.done', ...at, text },
    { type: 'response.reasoning_summary_part.done', ...at, part: { type: 'summary_text', text } },
  ];
}

function argumentEvents({ arguments: args, name }: Json, at: Json, random: SeededRandom): Json[] {
  return [
    ...piecesOf(String(args), random).map((delta) => ({ type: 'response.function_call_arguments.delta', ...at, delta })),
    { type: 'response.function_call_arguments.done', ...at, name, arguments: args },
  ];
}

function responsesUsage(usage: PlannedUsage): Json {
  const input = usage.input + usage.cacheRead + usage.audioInput;
  return {
    input_tokens: input,
    input_tokens_details: { cached_tokens: usage.cacheRead, cache_write_tokens: 0 },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: input + usage.output,
  };
}

function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}
