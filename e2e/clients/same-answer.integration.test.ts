import type {} from '@modelhub/testing/vitest-setup';
import type Anthropic from '@anthropic-ai/sdk';
import type OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { connect, type Connection } from './connection.ts';
import { DIALECTS } from './dialects.ts';
import { QUESTION, Ticket, TICKET_QUESTION, WEATHER, WEATHER_QUESTION, WeatherArguments } from './material.ts';
import { anthropic } from './scenarios/anthropic.ts';
import { openai } from './scenarios/openai-chat.ts';
import { startClientWorld, type ClientWorld } from './world.ts';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld(inject('postgresAdminUrl'));
});
afterAll(() => world.close());

/** What is asked, in the words of no dialect. */
interface Question {
  readonly text: string;
  readonly hasTool?: true;
  readonly hasSchema?: true;
  readonly outputTokensMax?: number;
}

const QUESTIONS: Readonly<Record<string, Question>> = {
  'a text': { text: QUESTION },
  'calls of a tool': { text: WEATHER_QUESTION, hasTool: true },
  'an answer of a schema': { text: TICKET_QUESTION, hasSchema: true },
  'an answer that is cut off': { text: QUESTION, outputTokensMax: 16 },
};

/** All of an answer but its ids. */
interface Answer {
  readonly content: unknown;
  readonly finish: unknown;
  readonly usage: unknown;
}

interface Surface {
  whole(connection: Connection, question: Question): Promise<Answer>;
  streamed(connection: Connection, question: Question): Promise<Answer>;
}

const parameters = z.toJSONSchema(WeatherArguments) as Record<string, unknown>;
const schema = z.toJSONSchema(Ticket) as Record<string, unknown>;
const OUTPUT_TOKENS_MAX = 4_000;

const chat: Surface = {
  async whole(connection, question) {
    return chatAnswer(await openai(connection).chat.completions.create(chatRequest(connection, question)));
  },
  async streamed(connection, question) {
    const request = { ...chatRequest(connection, question), stream: true as const, stream_options: { include_usage: true } };
    let text = '';
    const calls: [string, string][] = [];
    let finish: unknown;
    let usage: unknown;
    for await (const chunk of await openai(connection).chat.completions.create(request)) {
      const [choice] = chunk.choices;
      text += choice?.delta.content ?? '';
      for (const { index, function: called } of choice?.delta.tool_calls ?? []) {
        const call = (calls[index] ??= ['', '']);
        call[0] += called?.name ?? '';
        call[1] += called?.arguments ?? '';
      }
      finish = choice?.finish_reason ?? finish;
      usage = chunk.usage ?? usage;
    }
    return { content: { text, calls }, finish, usage };
  },
};

function chatRequest({ model }: Connection, { text, hasTool, hasSchema, outputTokensMax }: Question): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model,
    messages: [{ role: 'user', content: text }],
    max_completion_tokens: outputTokensMax ?? OUTPUT_TOKENS_MAX,
    ...(hasTool === true ? { tools: [{ type: 'function', function: { ...WEATHER, parameters } }] } : {}),
    ...(hasSchema === true ? { response_format: { type: 'json_schema', json_schema: { name: 'ticket', schema, strict: true } } } : {}),
  };
}

function chatAnswer({ choices, usage }: OpenAI.ChatCompletion): Answer {
  const [choice] = choices;
  const calls = choice?.message.tool_calls?.map((call) => (call.type === 'function' ? [call.function.name, call.function.arguments] : call));
  return { content: { text: choice?.message.content ?? '', calls: calls ?? [] }, finish: choice?.finish_reason, usage };
}

const responses: Surface = {
  async whole(connection, question) {
    return responseAnswer(await openai(connection).responses.create(responseRequest(connection, question)));
  },
  async streamed(connection, question) {
    const events = await openai(connection).responses.create({ ...responseRequest(connection, question), stream: true });
    let last: OpenAI.Responses.Response | undefined;
    let text = '';
    for await (const event of events) {
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed' || event.type === 'response.incomplete') last = event.response;
    }
    if (last === undefined) throw new Error('the stream has no last event');
    expect(text).toBe(textOfResponse(last));
    return responseAnswer(last);
  },
};

function responseRequest({ model }: Connection, { text, hasTool, hasSchema, outputTokensMax }: Question): OpenAI.Responses.ResponseCreateParamsNonStreaming {
  return {
    model,
    input: text,
    max_output_tokens: outputTokensMax ?? OUTPUT_TOKENS_MAX,
    ...(hasTool === true ? { tools: [{ type: 'function', ...WEATHER, parameters, strict: false }] } : {}),
    ...(hasSchema === true ? { text: { format: { type: 'json_schema', name: 'ticket', schema, strict: true } } } : {}),
  };
}

function textOfResponse({ output }: OpenAI.Responses.Response): string {
  const parts = output.flatMap((item) => (item.type === 'message' ? item.content : []));
  return parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
}

function responseAnswer(response: OpenAI.Responses.Response): Answer {
  const calls = response.output.flatMap((item) => (item.type === 'function_call' ? [[item.name, item.arguments]] : []));
  const { status, incomplete_details, usage } = response;
  return { content: { text: textOfResponse(response), calls }, finish: { status, incomplete_details }, usage };
}

const messages: Surface = {
  async whole(connection, question) {
    return messageAnswer(await anthropic(connection).messages.create(messageRequest(connection, question)));
  },
  async streamed(connection, question) {
    return messageAnswer(await anthropic(connection).messages.stream(messageRequest(connection, question)).finalMessage());
  },
};

function messageRequest({ model }: Connection, { text, hasTool, hasSchema, outputTokensMax }: Question): Anthropic.MessageCreateParamsNonStreaming {
  return {
    model,
    messages: [{ role: 'user', content: text }],
    max_tokens: outputTokensMax ?? OUTPUT_TOKENS_MAX,
    ...(hasTool === true ? { tools: [{ ...WEATHER, input_schema: parameters as Anthropic.Tool.InputSchema }] } : {}),
    ...(hasSchema === true ? { output_config: { format: { type: 'json_schema', schema } } } : {}),
  };
}

function messageAnswer({ content, stop_reason, usage }: Anthropic.Message): Answer {
  const blocks = content.map((block) => (block.type === 'tool_use' ? [block.type, block.name, block.input] : block.type === 'text' ? block.text : block.type));
  const { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } = usage;
  return { content: blocks, finish: stop_reason, usage: { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens } };
}

const SURFACES: Readonly<Record<string, Surface>> = { 'chat completions': chat, responses, messages };

describe.each(Object.entries(SURFACES))('%s', (_, surface) => {
  describe.each(Object.entries(QUESTIONS))('%s', (__, question) => {
    test.concurrent.each(DIALECTS)('is the same and costs the same, streamed and whole: $name', async (dialect) => {
      const ways = [connect(dialect, world), connect(dialect, world)] as const;
      const whole = await surface.whole(ways[0], question);
      const streamed = await surface.streamed(ways[1], question);
      expect(streamed).toEqual(whole);
      const [first, second] = await Promise.all(ways.map((way) => world.settled(way.calls[0]?.generationId ?? '')));
      const { usage, costNanoUsd, finishReason, outcome, usageSource } = first ?? {};
      expect({ outcome, usageSource }).toEqual({ outcome: 'completed', usageSource: 'provider' });
      expect(second).toMatchObject({ usage, costNanoUsd, finishReason, outcome, usageSource });
    });
  });
});
