import type OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { INSTRUCTIONS, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';
import { openai } from './openai-chat.ts';

type Request = Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, 'stream' | 'model'>;
type Answer = OpenAI.Responses.Response;

const TOOL: OpenAI.Responses.FunctionTool = { type: 'function', ...WEATHER, parameters: z.toJSONSchema(WeatherArguments), strict: false };

/** One answer, whole, and streamed through the helper, which puts it together from the events. */
async function ask(connection: Connection, request: Request): Promise<Answer> {
  const client = openai(connection);
  const { model } = connection;
  const whole = await client.responses.create({ ...request, model });
  const helper = client.responses.stream({ ...request, model });
  let text = '';
  for await (const event of helper) if (event.type === 'response.output_text.delta') text += event.delta;
  const streamed = await helper.finalResponse();
  expect(text).toBe(whole.output_text);
  expect(told(streamed)).toEqual(told(whole));
  expect(streamed.usage).toEqual(whole.usage);
  expect(streamed.output.map(({ type }) => type)).toEqual(whole.output.map(({ type }) => type));
  return whole;
}

function told({ output_text, output, status }: Pick<Answer, 'output_text' | 'output' | 'status'>): object {
  const calls = output.flatMap((item) => (item.type === 'function_call' ? [{ name: item.name, args: JSON.parse(item.arguments) as unknown }] : []));
  return { text: output_text, calls, status };
}

function resultsOf({ output }: Answer): OpenAI.Responses.ResponseInputItem.FunctionCallOutput[] {
  return output.flatMap((item) =>
    item.type === 'function_call'
      ? [{ type: 'function_call_output' as const, call_id: item.call_id, output: weather(WeatherArguments.parse(JSON.parse(item.arguments))) }]
      : [],
  );
}

/** Everything goes back, as OpenAI's guide to function calling has it. */
async function loop(connection: Connection, extra: Partial<Request> = {}): Promise<object[]> {
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: WEATHER_QUESTION }];
  const request = { ...extra, instructions: INSTRUCTIONS, tools: [TOOL] };
  const first = await ask(connection, { ...request, input });
  const results = resultsOf(first);
  expect(results.length).toBeGreaterThan(0);
  const second = await ask(connection, { ...request, input: [...input, ...(first.output as OpenAI.Responses.ResponseInput), ...results] });
  return [told(first), told(second)];
}

export const openaiResponses: Client = {
  name: 'openai, responses',
  scenarios: {
    text: async (connection) => told(await ask(connection, { instructions: INSTRUCTIONS, input: QUESTION })),
    tools: (connection) => loop(connection),
    'tools after a kept response': async (connection) => {
      const request = { model: connection.model, instructions: INSTRUCTIONS, tools: [TOOL] };
      const first = await openai(connection).responses.create({ ...request, input: WEATHER_QUESTION });
      const second = await openai(connection).responses.create({ ...request, input: resultsOf(first), previous_response_id: first.id });
      const again = await openai(connection)
        .responses.stream({ ...request, input: resultsOf(first), previous_response_id: first.id })
        .finalResponse();
      expect(told(again)).toEqual(told(second));
      expect(second.output_text).not.toBe('');
      return [told(first), told(second)];
    },
    'structured output': async (connection) => {
      const request = { model: connection.model, input: TICKET_QUESTION, text: { format: zodTextFormat(Ticket, 'ticket') } };
      const whole = await openai(connection).responses.parse(request);
      const ticket = Ticket.parse(whole.output_parsed);
      const streamed = await openai(connection).responses.stream(request).finalResponse();
      expect(streamed.output_parsed).toEqual(ticket);
      return ticket;
    },
  },
  reasoning: {
    'tools with reasoning': (connection) => loop(connection, { reasoning: { effort: 'low', summary: 'auto' } }),
    'tools with reasoning that nobody keeps': (connection) => {
      return loop(connection, { reasoning: { effort: 'low' }, store: false, include: ['reasoning.encrypted_content'] });
    },
  },
};
