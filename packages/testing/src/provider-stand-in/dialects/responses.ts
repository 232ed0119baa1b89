import { conversationOf, offeredTool, type Conversation } from '../conversation.ts';
import { firstNumber, object, objects, stringOr, strings, type Json } from '../json.ts';
import { inputItems, queued, StoredResponses } from '../stored-responses.ts';
import { isSignatureOf } from '../thought.ts';
import { Transcript, type Turn } from '../transcript.ts';
import { EVENT_STREAM, sse, type Answering, type Dialect } from './dialect.ts';
import { readToolChoice } from './openai-chat.ts';
import { openaiError } from './openai-error.ts';
import { responseEvents, responseObject } from './responses-answer.ts';

/** Ids are good in every stand-in of the process. */
export const STORED_RESPONSES = new StoredResponses();

/** OpenAI's responses (API reference, "Responses" and "Streaming events"). */
export const responses: Dialect = {
  requestIdHeader: 'x-request-id',
  streamType: EVENT_STREAM,
  read(body, path) {
    return conversationOf(readInput(body), {
      model: path.model ?? stringOr(body['model'], ''),
      isStream: body['stream'] === true,
      ...readTools(body),
      allowsParallelTools: body['parallel_tool_calls'] !== false,
      answerSchema: answerSchema(object(object(body['text'])['format'])),
      outputTokensMax: firstNumber(body['max_output_tokens']),
      asksForThinking: asksForThinking(object(body['reasoning'])),
      caching: 'automatic',
    });
  },
  refusal(body) {
    const previous = body['previous_response_id'];
    if (typeof previous === 'string' && !STORED_RESPONSES.has(previous)) return `Previous response with id '${previous}' not found.`;
    const sealed = objects(body['input']).filter(({ type, encrypted_content: content }) => type === 'reasoning' && typeof content === 'string');
    const broken = sealed.find(({ encrypted_content: content }) => !isSignatureOf('openai', 'reasoning', content));
    return broken === undefined ? null : `The encrypted content for item ${String(broken['id'])} could not be verified.`;
  },
  whole(answering) {
    const response = responseObject(answering);
    const isPending = answering.body['background'] === true;
    keep(answering, response, isPending);
    return isPending ? queued(response) : response;
  },
  frames(answering) {
    keep(answering, responseObject(answering), false);
    return responseEvents(answering).map((event) => sse(event, stringOr(event['type'], '')));
  },
  error: openaiError,
  errorFrame() {
    const { message, code } = object(openaiError('overloaded').body['error']);
    return sse({ type: 'error', sequence_number: 0, code: code ?? 'server_error', message, param: null }, 'error');
  },
};

function keep({ body }: Answering, response: Json, isPending: boolean): void {
  if (body['store'] !== false) STORED_RESPONSES.keep(response, allItems(body), { isPending });
}

/** What came before in stored responses, and what is new. Instructions are not carried over. */
function allItems(body: Json): readonly Json[] {
  return [...STORED_RESPONSES.itemsThrough(body['previous_response_id']), ...inputItems(body['input'])];
}

function readInput(body: Json): Transcript {
  const transcript = new Transcript();
  transcript.system.push(...strings(body['instructions']));
  for (const item of allItems(body)) {
    const { type, role } = item;
    if (type === 'function_call') transcript.toolCall(stringOr(item['name'], ''), item['arguments']);
    else if (type === 'function_call_output') transcript.toolResult(textsOf(item['output']).join('\n'));
    else if (role === 'system' || role === 'developer') transcript.system.push(...textsOf(item['content']));
    else if (role === 'user' || role === 'assistant') readContent(transcript.turn(role), item['content']);
  }
  return transcript;
}

function readContent(turn: Turn, content: unknown): void {
  turn.texts.push(...textsOf(content).filter((text) => text !== ''));
  for (const { type } of objects(content)) {
    if (type === 'input_image') turn.images += 1;
    else if (type === 'input_audio') turn.audioClips += 1;
    else if (type === 'input_file') turn.documents += 1;
  }
}

function textsOf(content: unknown): string[] {
  return typeof content === 'string' ? [content] : objects(content).flatMap((part) => [...strings(part['text'])]);
}

/** A choice of `allowed_tools` narrows what is offered. */
function readTools(body: Json): Pick<Conversation, 'tools' | 'toolChoice'> {
  const tools = objects(body['tools'])
    .filter(({ type }) => type === 'function')
    .flatMap((tool) => offeredTool(tool, tool['parameters']));
  const choice = object(body['tool_choice']);
  if (choice['type'] !== 'allowed_tools') return { tools, toolChoice: readToolChoice(body['tool_choice']) };
  const allowed = objects(choice['tools']).map(({ name }) => name);
  return { tools: tools.filter(({ name }) => allowed.includes(name)), toolChoice: readToolChoice(choice['mode']) };
}

function answerSchema(format: Json): Json | null {
  if (format['type'] === 'json_object') return {};
  return format['type'] === 'json_schema' ? object(format['schema']) : null;
}

function asksForThinking({ effort, summary }: Json): boolean {
  return typeof summary === 'string' || (typeof effort === 'string' && effort !== 'none');
}
