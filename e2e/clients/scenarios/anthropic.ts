import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { INSTRUCTIONS, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';

type Request = Omit<Anthropic.MessageCreateParamsNonStreaming, 'stream' | 'model' | 'max_tokens'>;

const TOKENS_MAX = 8_000;
const TOOL: Anthropic.Tool = { ...WEATHER, input_schema: z.toJSONSchema(WeatherArguments) as Anthropic.Tool.InputSchema };

export function anthropic({ url, apiKey, fetch }: Connection): Anthropic {
  return new Anthropic({ baseURL: url, apiKey, fetch, maxRetries: 0 });
}

/** One answer, whole, and streamed through the helper. */
async function ask(connection: Connection, request: Request): Promise<Anthropic.Message> {
  const body = { ...request, model: connection.model, max_tokens: TOKENS_MAX };
  const whole = await anthropic(connection).messages.create(body);
  const helper = anthropic(connection).messages.stream(body);
  let text = '';
  helper.on('text', (delta) => (text += delta));
  const streamed = await helper.finalMessage();
  expect(text).toBe(textOf(whole));
  expect(told(streamed)).toEqual(told(whole));
  expect(streamed.content.map(({ type }) => type)).toEqual(whole.content.map(({ type }) => type));
  expect(tokensOf(streamed.usage)).toEqual(tokensOf(whole.usage));
  return whole;
}

function textOf({ content }: Anthropic.Message): string {
  return content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}

function told(message: Anthropic.Message): object {
  const calls = message.content.flatMap((block) => (block.type === 'tool_use' ? [{ name: block.name, args: block.input }] : []));
  return { text: textOf(message), calls, stop: message.stop_reason };
}

function tokensOf({ input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens }: Anthropic.Usage): object {
  return { input_tokens, output_tokens, cache_creation_input_tokens, cache_read_input_tokens };
}

async function loop(connection: Connection, extra: Partial<Request> = {}): Promise<object[]> {
  const messages: Anthropic.MessageParam[] = [{ role: 'user', content: WEATHER_QUESTION }];
  const request = { ...extra, system: INSTRUCTIONS, tools: [TOOL] };
  const first = await ask(connection, { ...request, messages });
  const results = first.content.flatMap((block) =>
    block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: weather(WeatherArguments.parse(block.input)) }] : [],
  );
  expect(results.length).toBeGreaterThan(0);
  const second = await ask(connection, { ...request, messages: [...messages, first, { role: 'user', content: results }] });
  return [told(first), told(second)];
}

export const anthropicMessages: Client = {
  name: '@anthropic-ai/sdk',
  scenarios: {
    text: async (connection) => told(await ask(connection, { system: INSTRUCTIONS, messages: [{ role: 'user', content: QUESTION }] })),
    tools: (connection) => loop(connection),
    // It wants the server to keep the conversation, hears that this one does not, and sends everything from then on.
    'the tool runner': {
      isRefusedFirst: true,
      run: async (connection) => {
        const tool = betaZodTool({ ...WEATHER, inputSchema: WeatherArguments, run: weather });
        const request = {
          model: connection.model,
          max_tokens: TOKENS_MAX,
          system: INSTRUCTIONS,
          messages: [{ role: 'user' as const, content: WEATHER_QUESTION }],
          tools: [tool],
        };
        const whole = await anthropic(connection).beta.messages.toolRunner(request);
        const runner = anthropic(connection).beta.messages.toolRunner({ ...request, stream: true });
        let turns = 0;
        for await (const stream of runner) {
          await stream.finalMessage();
          turns += 1;
        }
        expect(turns).toBe(2);
        const streamed = await runner.done();
        expect(streamed.content.map(({ type }) => type)).toEqual(whole.content.map(({ type }) => type));
        expect(textOf(streamed as Anthropic.Message)).toBe(textOf(whole as Anthropic.Message));
        // As much as a loop by hand gets: the whole conversation has arrived.
        const [, last] = await loop(connection);
        expect(last).toMatchObject({ text: textOf(whole as Anthropic.Message) });
        return textOf(whole as Anthropic.Message);
      },
    },
    'structured output': async (connection) => {
      const request = {
        model: connection.model,
        max_tokens: TOKENS_MAX,
        messages: [{ role: 'user' as const, content: TICKET_QUESTION }],
        output_config: { format: zodOutputFormat(Ticket) },
      };
      const whole = await anthropic(connection).messages.parse(request);
      const ticket = Ticket.parse(whole.parsed_output);
      const streamed = await anthropic(connection).messages.stream(request).finalMessage();
      expect(streamed.parsed_output).toEqual(ticket);
      return ticket;
    },
  },
  reasoning: {
    'tools with thinking': (connection) => loop(connection, { thinking: { type: 'enabled', budget_tokens: 2_048 } }),
  },
};
