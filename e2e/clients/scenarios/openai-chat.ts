import OpenAI from 'openai';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { INSTRUCTIONS, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';

type Message = OpenAI.ChatCompletionMessageParam;
type Request = Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, 'stream' | 'model'>;

export function openai({ url, apiKey, fetch }: Connection): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey, fetch, maxRetries: 0 });
}

const strictTool = zodFunction({ ...WEATHER, parameters: WeatherArguments, function: weather });
/** Without the promise that calls keep to the schema, which not every provider can give. */
const looseTool = {
  type: 'function' as const,
  function: {
    ...WEATHER,
    parameters: z.toJSONSchema(WeatherArguments) as Record<string, unknown>,
    parse: (text: string) => WeatherArguments.parse(JSON.parse(text)),
    function: weather,
  },
};

/** One answer, whole, streamed and by the stream helper: all three have to say the same. */
async function ask(connection: Connection, request: Request): Promise<OpenAI.ChatCompletion.Choice> {
  const client = openai(connection);
  const { model } = connection;
  const whole = await client.chat.completions.create({ ...request, model });
  const helper = client.chat.completions.stream({ ...request, model, stream_options: { include_usage: true } });
  let text = '';
  for await (const chunk of helper) text += chunk.choices[0]?.delta.content ?? '';
  const streamed = await helper.finalChatCompletion();
  const [choice] = whole.choices;
  const [same] = streamed.choices;
  if (choice === undefined || same === undefined) throw new Error('there is no choice');
  expect(text).toBe(choice.message.content ?? '');
  expect(told(same)).toEqual(told(choice));
  expect(streamed.usage).toEqual(whole.usage);
  return choice;
}

function told({ message, finish_reason }: Pick<OpenAI.ChatCompletion.Choice, 'message' | 'finish_reason'>): object {
  return { text: message.content ?? '', calls: callsOf(message), finish_reason };
}

function callsOf({ tool_calls }: OpenAI.ChatCompletionMessage): { name: string; args: unknown }[] {
  return (tool_calls ?? []).map((call) => {
    if (call.type !== 'function') throw new Error(`a call of type ${call.type}`);
    return { name: call.function.name, args: JSON.parse(call.function.arguments) as unknown };
  });
}

/** Calls and results until an answer comes; nothing but what OpenAI's own types know goes back. */
async function loop(connection: Connection, tool: OpenAI.ChatCompletionFunctionTool, extra: Partial<Request> = {}): Promise<object[]> {
  const messages: Message[] = [
    { role: 'system', content: INSTRUCTIONS },
    { role: 'user', content: WEATHER_QUESTION },
  ];
  const steps: object[] = [];
  for (let step = 0; step < 3; step += 1) {
    const choice = await ask(connection, { ...extra, messages, tools: [tool] });
    steps.push(told(choice));
    const { content, tool_calls } = choice.message;
    if (tool_calls === undefined) return steps;
    messages.push({ role: 'assistant', content, tool_calls });
    for (const call of tool_calls) {
      if (call.type !== 'function') throw new Error(`a call of type ${call.type}`);
      messages.push({ role: 'tool', tool_call_id: call.id, content: weather(WeatherArguments.parse(JSON.parse(call.function.arguments))) });
    }
  }
  throw new Error('the loop of tools has no end');
}

export const openaiChat: Client = {
  name: 'openai, chat completions',
  scenarios: {
    text: async (connection) => told(await ask(connection, { messages: [{ role: 'user', content: QUESTION }] })),
    tools: async (connection) => {
      const steps = await loop(connection, looseTool);
      expect(steps).toHaveLength(2);
      return steps;
    },
    'strict tools': { needs: ['strict tools'], run: (connection) => loop(connection, strictTool) },
    'the tool runner': async (connection) => {
      const request = { model: connection.model, messages: [{ role: 'user' as const, content: WEATHER_QUESTION }], tools: [looseTool] };
      const whole = openai(connection).chat.completions.runTools(request);
      const text = await whole.finalContent();
      expect(whole.messages.some(({ role }) => role === 'tool')).toBe(true);
      const streamed = openai(connection).chat.completions.runTools({ ...request, stream: true });
      expect(await streamed.finalContent()).toBe(text);
      expect(streamed.messages.map(({ role }) => role)).toEqual(whole.messages.map(({ role }) => role));
      return text;
    },
    'structured output': async (connection) => {
      const request = {
        model: connection.model,
        messages: [{ role: 'user' as const, content: TICKET_QUESTION }],
        response_format: zodResponseFormat(Ticket, 'ticket'),
      };
      const whole = await openai(connection).chat.completions.parse(request);
      const ticket = Ticket.parse(whole.choices[0]?.message.parsed);
      expect(whole.choices[0]?.finish_reason).toBe('stop');
      const streamed = await openai(connection).chat.completions.stream(request).finalChatCompletion();
      expect(streamed.choices[0]?.message.parsed).toEqual(ticket);
      return ticket;
    },
    'structured output beside tools': {
      needs: ['schema beside tools'],
      run: async (connection) => {
        const choice = await ask(connection, {
          messages: [{ role: 'user', content: TICKET_QUESTION }],
          tools: [looseTool],
          tool_choice: 'none',
          response_format: zodResponseFormat(Ticket, 'ticket'),
        });
        return Ticket.parse(JSON.parse(choice.message.content ?? ''));
      },
    },
  },
  reasoning: {
    'tools with reasoning that is not sent back': (connection) => loop(connection, looseTool, { reasoning_effort: 'low' }),
  },
};
