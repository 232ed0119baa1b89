import { HumanMessage, SystemMessage, type AIMessage, type AIMessageChunk, type BaseMessage, type ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { ChatOpenAI } from '@langchain/openai';
import { expect } from 'vitest';
import type { Connection } from '../connection.ts';
import { INSTRUCTIONS, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';

const TOOL = tool(weather, { ...WEATHER, schema: WeatherArguments });

/** Whole, and streamed with the chunks put together as LangChain does it. */
async function ask(model: Pick<ChatOpenAI, 'invoke' | 'stream'>, messages: readonly BaseMessage[]): Promise<AIMessage> {
  const whole = await model.invoke([...messages]);
  const chunks: AIMessageChunk[] = [];
  for await (const chunk of await model.stream([...messages])) chunks.push(chunk);
  const streamed = chunks.reduce((sum, chunk) => sum.concat(chunk));
  expect(told(streamed)).toEqual(told(whole));
  expect(tokensOf(streamed)).toEqual(tokensOf(whole));
  return whole;
}

function told({ text, tool_calls = [] }: AIMessage | AIMessageChunk): { text: string; calls: object[] } {
  return { text, calls: tool_calls.map(({ name, args }) => ({ name, args })) };
}

function tokensOf({ usage_metadata }: { readonly usage_metadata?: unknown }): object {
  const { input_tokens, output_tokens } = usage_metadata as { readonly input_tokens: number; readonly output_tokens: number };
  return { input_tokens, output_tokens };
}

function client(name: string, useResponsesApi: boolean): Client {
  const chat = ({ url, apiKey, fetch, model }: Connection): ChatOpenAI =>
    new ChatOpenAI({ model, apiKey, useResponsesApi, maxRetries: 0, configuration: { baseURL: `${url}/v1`, fetch } });
  return {
    name,
    scenarios: {
      text: async (connection) => told(await ask(chat(connection), [new SystemMessage(INSTRUCTIONS), new HumanMessage(QUESTION)])),
      tools: async (connection) => {
        const model = chat(connection).bindTools([TOOL]);
        const messages: BaseMessage[] = [new HumanMessage(WEATHER_QUESTION)];
        const first = await ask(model, messages);
        const calls = first.tool_calls ?? [];
        expect(calls.length).toBeGreaterThan(0);
        const results = await Promise.all(calls.map((call) => TOOL.invoke(call) as Promise<ToolMessage>));
        const second = await ask(model, [...messages, first, ...results]);
        return [told(first), told(second)];
      },
      'structured output': async (connection) => {
        const model = chat(connection).withStructuredOutput(Ticket, { name: 'ticket' });
        const ticket = Ticket.parse(await model.invoke(TICKET_QUESTION));
        let streamed: unknown;
        for await (const partial of await model.stream(TICKET_QUESTION)) streamed = partial;
        expect(streamed).toEqual(ticket);
        return ticket;
      },
      'structured output by a forced call': {
        needs: ['forced calls'],
        run: async (connection) => {
          const model = chat(connection).withStructuredOutput(Ticket, { name: 'ticket', method: 'functionCalling' });
          // Some providers are told of a single tool that it is this one, others that it is any: to what answers here that is not the same.
          Ticket.parse(await model.invoke(TICKET_QUESTION));
        },
      },
    },
  };
}

export const langchain: readonly Client[] = [client('@langchain/openai', false), client('@langchain/openai, responses', true)];
