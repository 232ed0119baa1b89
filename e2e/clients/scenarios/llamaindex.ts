import { OpenAI, OpenAIResponses } from '@llamaindex/openai';
import { agent } from '@llamaindex/workflow';
import { tool, type ChatMessage, type ToolCallLLM } from 'llamaindex';
import { zodTextFormat } from 'openai/helpers/zod';
import { expect } from 'vitest';
import type { Connection } from '../connection.ts';
import { INSTRUCTIONS, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';

type LlmOf = (connection: Connection) => ToolCallLLM;

interface Ways {
  readonly llmOf: LlmOf;
  /** Whether a chunk brings text. Its client for responses hands out one for every event, with the text of the last one that had any. */
  isText(raw: unknown): boolean;
  /** How an answer of a schema is asked for: its client for responses passes `responseFormat` over. */
  readonly ticket: { readonly responseFormat: typeof Ticket } | { readonly additionalChatOptions: object };
}

const settings = ({ url, apiKey, fetch, model }: Connection) => ({ model, apiKey, maxRetries: 0, baseURL: `${url}/v1`, additionalSessionOptions: { fetch } });

const MESSAGES: ChatMessage[] = [
  { role: 'system', content: INSTRUCTIONS },
  { role: 'user', content: QUESTION },
];

function client(name: string, { llmOf, isText, ticket }: Ways): Client {
  return {
    name,
    scenarios: {
      text: async (connection) => {
        const { message } = await llmOf(connection).chat({ messages: MESSAGES });
        let streamed = '';
        for await (const { delta, raw } of await llmOf(connection).chat({ messages: MESSAGES, stream: true })) streamed += isText(raw) ? delta : '';
        expect(streamed).toBe(message.content);
        return message.content;
      },
      /** It streams by itself. */
      'an agent with a tool': async (connection) => {
        const calls: unknown[] = [];
        const watched = (args: Parameters<typeof weather>[0]): string => {
          calls.push(args);
          return weather(args);
        };
        const helper = agent({
          llm: llmOf(connection),
          systemPrompt: INSTRUCTIONS,
          tools: [tool({ ...WEATHER, parameters: WeatherArguments, execute: watched })],
        });
        const { data } = await helper.run(WEATHER_QUESTION);
        expect(calls.length).toBeGreaterThan(0);
        return { text: data.result, calls };
      },
      'structured output': async (connection) => {
        const messages: ChatMessage[] = [{ role: 'user', content: TICKET_QUESTION }];
        const { message } = await llmOf(connection).chat({ messages, ...ticket });
        return Ticket.parse(JSON.parse(message.content as string));
      },
    },
  };
}

export const llamaindex: readonly Client[] = [
  client('llamaindex', { llmOf: (connection) => new OpenAI(settings(connection)), isText: () => true, ticket: { responseFormat: Ticket } }),
  client('llamaindex, responses', {
    llmOf: (connection) => new OpenAIResponses(settings(connection)),
    isText: (raw) => (raw as { readonly type: string }).type === 'response.output_text.delta',
    ticket: { additionalChatOptions: { text: { format: zodTextFormat(Ticket, 'ticket') } } },
  }),
];
