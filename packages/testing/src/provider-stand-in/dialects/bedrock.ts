import { eventStreamMessage } from '../aws-event-stream.ts';
import { conversationOf, offeredTool, type ToolChoice } from '../conversation.ts';
import { firstNumber, object, objects, parsed, stringOr, strings, type Json } from '../json.ts';
import { isSignatureOf } from '../thought.ts';
import { Transcript, type Turn } from '../transcript.ts';
import { converseEvents, converseResponse } from './bedrock-answer.ts';
import type { Dialect, ErrorAnswer, Failing } from './dialect.ts';

// Amazon Bedrock API reference, "Converse", "Errors".
const ERRORS: Readonly<Record<Failing, { readonly status: number; readonly type: string; readonly message: string }>> = {
  'server-error': {
    status: 500,
    type: 'InternalServerException',
    message: 'The system encountered an unexpected error during processing. Try your request again.',
  },
  overloaded: { status: 503, type: 'ServiceUnavailableException', message: 'Bedrock is unable to process your request.' },
  'rate-limit': { status: 429, type: 'ThrottlingException', message: 'Too many requests, please wait before trying again.' },
  'invalid-key': { status: 403, type: 'UnrecognizedClientException', message: 'The security token included in the request is invalid.' },
  'bad-request': {
    status: 400,
    type: 'ValidationException',
    message: 'A conversation must start with a user message. Try again with a conversation that starts with a user message.',
  },
};

/** Amazon Bedrock's Converse and ConverseStream. */
export const bedrock: Dialect = {
  requestIdHeader: 'x-amzn-requestid',
  streamType: 'application/vnd.amazon.eventstream',
  read(body, path) {
    const config = object(body['inferenceConfig']);
    const tools = object(body['toolConfig']);
    const extra = object(body['additionalModelRequestFields']);
    return conversationOf(readMessages(body), {
      model: path.model ?? '',
      isStream: path.isStream === true,
      tools: objects(tools['tools']).flatMap(({ toolSpec }) => offeredTool(object(toolSpec), object(object(toolSpec)['inputSchema'])['json'])),
      toolChoice: toolChoice(object(tools['toolChoice'])),
      allowsParallelTools: object(extra['tool_choice'])['disable_parallel_tool_use'] !== true,
      answerSchema: answerSchema(object(object(body['outputConfig'])['textFormat'])),
      outputTokensMax: firstNumber(config['maxTokens']),
      stopSequences: strings(config['stopSequences']),
      asksForThinking: ['enabled', 'adaptive'].includes(stringOr(object(extra['thinking'] ?? extra['reasoning_config'])['type'], '')),
      caching: 'marked',
      cacheMarks: cacheMarks(body),
    });
  },
  refusal(body) {
    const problem = isForged(body) ? 'messages: Invalid `signature` in `thinking` block' : forgottenThought(body);
    return problem === null ? null : `The model returned the following errors: ${problem}`;
  },
  whole: converseResponse,
  frames: (answering) =>
    converseEvents(answering).map(({ type, event }) =>
      eventStreamMessage({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, JSON.stringify(event)),
    ),
  error: bedrockError,
  errorFrame: () =>
    eventStreamMessage(
      { ':exception-type': 'serviceUnavailableException', ':content-type': 'application/json', ':message-type': 'exception' },
      JSON.stringify({ message: ERRORS.overloaded.message }),
    ),
};

function isForged({ messages }: Json): boolean {
  const thoughts = objects(messages)
    .flatMap(({ content }) => objects(content))
    .map(({ reasoningContent }) => object(object(reasoningContent)['reasoningText']))
    .filter(({ text }) => typeof text === 'string');
  return !thoughts.every(({ text, signature }) => isSignatureOf('claude', stringOr(text, ''), signature));
}

/** What Claude demands everywhere (see anthropic.ts). */
function forgottenThought(body: Json): string | null {
  if (object(object(body['additionalModelRequestFields'])['thinking'])['type'] !== 'enabled') return null;
  const messages = objects(body['messages']);
  const position = messages.findLastIndex(({ role }) => role === 'assistant');
  const [first, ...others] = objects(messages[position]?.['content']);
  const callsTools = [first, ...others].some((block) => block?.['toolUse'] !== undefined);
  if (!callsTools || first?.['reasoningContent'] !== undefined) return null;
  return `messages.${position}.content.0.type: Expected \`thinking\` or \`redacted_thinking\`, but found another block.`;
}

function bedrockError(kind: Failing, about: { readonly message?: string }): ErrorAnswer {
  const { status, type, message } = ERRORS[kind];
  return {
    status,
    headers: { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazon.bedrock/` },
    body: { message: about.message ?? message },
  };
}

function readMessages(body: Json): Transcript {
  const transcript = new Transcript();
  transcript.system.push(...objects(body['system']).flatMap(({ text }) => [...strings(text)]));
  for (const { role, content } of objects(body['messages'])) {
    for (const block of objects(content)) {
      const { name, input } = object(block['toolUse']);
      if (block['toolUse'] !== undefined) transcript.toolCall(stringOr(name, ''), input);
      else if (block['toolResult'] !== undefined) readToolResult(transcript, object(block['toolResult']));
      else if (block['reasoningContent'] === undefined && block['cachePoint'] === undefined) {
        readBlock(transcript.turn(role === 'assistant' ? 'assistant' : 'user'), block);
      }
    }
  }
  return transcript;
}

function readToolResult(transcript: Transcript, { content }: Json): void {
  const blocks = objects(content);
  const json = blocks.find((block) => block['json'] !== undefined);
  const turn = transcript.toolResult(json === undefined ? blocks.flatMap(({ text }) => [...strings(text)]).join('\n') : json['json']);
  for (const block of blocks) if (block['text'] === undefined) readBlock(turn, block);
}

function readBlock(turn: Turn, block: Json): void {
  turn.texts.push(...strings(block['text']));
  if (block['image'] !== undefined) turn.images += 1;
  if (block['document'] !== undefined) turn.documents += 1;
}

function toolChoice(choice: Json): ToolChoice {
  const { name } = object(choice['tool']);
  if (typeof name === 'string') return { kind: 'named', name };
  return { kind: choice['any'] === undefined ? 'auto' : 'required' };
}

/** The schema is a text here. */
function answerSchema(format: Json): Json | null {
  if (format['type'] !== 'json_schema') return null;
  return object(parsed(stringOr(object(object(format['structure'])['jsonSchema'])['schema'], '{}')));
}

function cacheMarks({ system, messages, toolConfig }: Json): Set<'5m' | '1h'> {
  const marks = JSON.stringify({ system, messages, toolConfig }).matchAll(/"cachePoint":\{[^}]*\}/g);
  return new Set([...marks].map(([mark]) => (mark.includes('"ttl":"1h"') ? '1h' : '5m')));
}
