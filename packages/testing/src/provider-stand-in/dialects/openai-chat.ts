import { conversationOf, offeredFunctions, type Conversation, type ToolChoice } from '../conversation.ts';
import { firstNumber, list, object, objects, stringOr, strings, type Json } from '../json.ts';
import { logprobsOf } from '../logprobs.ts';
import { Transcript, type Turn } from '../transcript.ts';
import type { PlannedUsage } from '../usage.ts';
import { WholeCharacters } from '../whole-characters.ts';
import { EVENT_STREAM, sse, type Answering, type Dialect } from './dialect.ts';
import { openaiError } from './openai-error.ts';

/** OpenAI's chat completions, as every OpenAI-compatible provider has them; aimock writes the form. */
export const openaiChat: Dialect = {
  requestIdHeader: 'x-request-id',
  streamType: EVENT_STREAM,
  read(body, path) {
    const model = path.model ?? stringOr(body['model'], '');
    return conversationOf(readMessages(body['messages']), {
      model,
      isStream: body['stream'] === true,
      includeUsage: object(body['stream_options'])['include_usage'] === true,
      tools: offeredFunctions(body['tools']),
      toolChoice: readToolChoice(body['tool_choice']),
      allowsParallelTools: body['parallel_tool_calls'] !== false,
      answerSchema: answerSchema(object(body['response_format'])),
      outputTokensMax: firstNumber(body['max_completion_tokens'], body['max_tokens']),
      stopSequences: strings(body['stop']),
      asksForThinking: asksForThinking(body, model),
      asksForAudio: list(body['modalities']).includes('audio'),
      choices: firstNumber(body['n']) ?? 1,
      seed: firstNumber(body['seed']),
      caching: 'automatic',
    });
  },
  async whole(answering) {
    const { usage: _replaced, ...body } = JSON.parse((await askAimock(answering)).toString()) as Json;
    const choices = objects(body['choices']).flatMap((choice) => copies(likely(declined(choice, answering), answering), answering.conversation));
    return { ...body, choices, service_tier: 'default', ...(answering.usage === null ? {} : { usage: openaiUsage(answering.usage) }) };
  },
  async frames(answering) {
    const { conversation, usage } = answering;
    const events = (await askAimock(answering))
      .toString()
      .split('\n\n')
      .filter((event) => event.startsWith('data: {'));
    const chunks = events.map((event) => JSON.parse(event.slice('data: '.length)) as Json);
    const characters = new WholeCharacters();
    const spoken = chunks
      .filter(({ choices }) => list(choices).length > 0)
      // With `include_usage` every chunk has a `usage`, null in all but the last (API reference, "stream_options").
      .map((chunk): Json => ({ ...chunk, service_tier: 'default', ...(conversation.includeUsage ? { usage: null } : {}) }))
      .flatMap((chunk) =>
        objects(chunk['choices']).flatMap((choice) =>
          copies(likely(declined(mended(choice, characters), answering), answering), conversation).map((copy) => ({ ...chunk, choices: [copy] })),
        ),
      );
    const told = usage === null ? [] : chunks.filter(({ choices }) => list(choices).length === 0);
    const last = told.map((chunk) => ({ ...chunk, service_tier: 'default', usage: usage === null ? null : openaiUsage(usage) }));
    return [...[...spoken, ...last].map((chunk) => sse(chunk)), 'data: [DONE]\n\n'];
  },
  error: openaiError,
  errorFrame: () => sse(openaiError('overloaded').body),
};

function askAimock({ backend, request, body, plan, conversation }: Answering): Promise<Buffer> {
  const { text, calls, reasoning, finish } = plan;
  const response = {
    ...(text !== '' || calls.length === 0 ? { content: text } : {}),
    ...(calls.length === 0 ? {} : { toolCalls: calls.map((call) => ({ ...call, id: `call_${call.id}` })) }),
    ...(reasoning === null ? {} : { reasoning }),
    finishReason: finish === 'refusal' ? 'stop' : finish,
  };
  const asked = Buffer.from(JSON.stringify({ ...body, model: conversation.model }));
  return backend.answer({ ...request, path: '/v1/chat/completions', body: asked }, response, plan.random);
}

function mended(choice: Json, characters: WholeCharacters): Json {
  const delta = object(choice['delta']);
  const texts = ['content', 'reasoning_content'].flatMap((name) =>
    typeof delta[name] === 'string' ? [[name, characters.next(name, delta[name])] as const] : [],
  );
  const calls = objects(delta['tool_calls']).map((call) => {
    const made = object(call['function']);
    if (typeof made['arguments'] !== 'string') return call;
    return { ...call, function: { ...made, arguments: characters.next(`call ${String(call['index'])}`, made['arguments']) } };
  });
  return { ...choice, delta: { ...delta, ...Object.fromEntries(texts), ...(calls.length === 0 ? {} : { tool_calls: calls }) } };
}

/** With the likelihood of its tokens, where it is asked for. */
function likely(choice: Json, { body }: Answering): Json {
  if (body['logprobs'] !== true) return choice;
  const { content, refusal } = object(choice['message'] ?? choice['delta']);
  const entries = (text: unknown): unknown => (typeof text === 'string' && text !== '' ? logprobsOf(text, firstNumber(body['top_logprobs']) ?? 0) : null);
  const found = { content: entries(content), refusal: entries(refusal) };
  return { ...choice, logprobs: found.content === null && found.refusal === null ? null : found };
}

/** What a model declines with is no content. */
function declined(choice: Json, { plan }: Answering): Json {
  if (plan.finish !== 'refusal') return choice;
  const moved = (message: Json): Json =>
    typeof message['content'] === 'string' && message['content'] !== '' ? { ...message, content: null, refusal: message['content'] } : message;
  if (choice['message'] !== undefined) return { ...choice, message: moved(object(choice['message'])) };
  const { content, ...delta } = object(choice['delta']);
  return { ...choice, delta: typeof content === 'string' && content !== '' ? { ...delta, refusal: content } : object(choice['delta']) };
}

/** Of one seed, all choices are alike. */
function copies(choice: Json, { choices }: Conversation): Json[] {
  return Array.from({ length: choices }, (_, index) => ({ ...choice, index }));
}

/** Also the messages of Ollama's and Cohere's chats, which differ from OpenAI's in a few fields. */
export function readMessages(messages: unknown): Transcript {
  const transcript = new Transcript();
  for (const message of objects(messages)) {
    const role = message['role'];
    if (role === 'system' || role === 'developer') transcript.system.push(...textsOf(message['content']));
    else if (role === 'tool' || role === 'function') transcript.toolResult(textsOf(message['content']).join('\n'));
    else {
      const turn = transcript.turn(role === 'assistant' ? 'assistant' : 'user');
      readParts(turn, message['content']);
      turn.texts.push(...strings(message['tool_plan']));
      turn.images += list(message['images']).length;
      for (const call of objects(message['tool_calls'])) {
        const made = object(call['function']);
        transcript.toolCall(stringOr(made['name'], ''), made['arguments']);
      }
    }
  }
  return transcript;
}

/** Parts that bring text: Cohere's results of tools come as documents. */
function textsOf(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return objects(content).flatMap((part) => [...strings(part['text']), ...documentText(object(part['document'])['data'])]);
}

function documentText(data: unknown): string[] {
  return data === undefined ? [] : [typeof data === 'string' ? data : JSON.stringify(data)];
}

function readParts(turn: Turn, content: unknown): void {
  turn.texts.push(...textsOf(content).filter((text) => text !== ''));
  for (const { type } of objects(content)) {
    if (type === 'image_url') turn.images += 1;
    else if (type === 'input_audio') turn.audioClips += 1;
    else if (type === 'file') turn.documents += 1;
  }
}

export function readToolChoice(value: unknown): ToolChoice {
  const choice = object(value);
  const name = object(choice['function'])['name'] ?? choice['name'];
  if (typeof name === 'string') return { kind: 'named', name };
  const word = typeof value === 'string' ? value.toLowerCase() : choice['type'];
  if (word === 'none') return { kind: 'none' };
  return { kind: word === 'required' || word === 'any' ? 'required' : 'auto' };
}

function answerSchema(format: Json): Json | null {
  if (format['type'] === 'json_object') return {};
  return format['type'] === 'json_schema' ? object(object(format['json_schema'])['schema']) : null;
}

/** OpenAI keeps its models' thoughts to itself; compatible providers show them, as DeepSeek does in `reasoning_content`. */
function asksForThinking(body: Json, model: string): boolean {
  if (/^(gpt-\d|o\d|chatgpt)/.test(model)) return false;
  if (object(body['thinking'])['type'] === 'enabled' || body['enable_thinking'] === true) return true;
  const effort = body['reasoning_effort'] ?? object(body['reasoning'])['effort'];
  return (typeof effort === 'string' && effort !== 'none') || /deepseek-(r1|reasoner)|thinking|qwq|magistral|gpt-oss/i.test(model);
}

/** API reference, "The chat completion object": cached and audio tokens lie inside the prompt, reasoning inside the completion. */
export function openaiUsage(usage: PlannedUsage): Json {
  const prompt = usage.input + usage.cacheRead + usage.audioInput;
  const completion = usage.output + usage.audioOutput;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: usage.audioInput },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: usage.audioOutput,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}
