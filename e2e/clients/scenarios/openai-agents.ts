import { Agent, handoff, OpenAIProvider, Runner, tool, type Handoff, type Tool } from '@openai/agents';
import { expect } from 'vitest';
import { z } from 'zod';
import type { Connection } from '../connection.ts';
import { lacks } from '../dialects.ts';
import { joined, QUESTION, Ticket, TICKET_QUESTION, WEATHER, weather, WEATHER_QUESTION, WeatherArguments } from '../material.ts';
import type { Client } from '../scenario.ts';
import { openai } from './openai-chat.ts';

const INSTRUCTIONS = 'You answer for a travel agency.';

/** Tools and handoffs are strict unless they are told otherwise, and then take no schema of zod's. */
function toolFor(connection: Connection): Tool {
  if (!lacks(connection.dialect, 'strict tools')) return tool({ ...WEATHER, parameters: WeatherArguments, execute: weather });
  const { properties = {}, required = [] } = z.toJSONSchema(WeatherArguments);
  const parameters = { type: 'object' as const, properties: properties as Record<string, never>, required, additionalProperties: true as const };
  return tool({ ...WEATHER, parameters, strict: false, execute: (args) => weather(WeatherArguments.parse(args)) });
}

function handoffFor<TAgent extends Agent<unknown, typeof Ticket>>(connection: Connection, agent: TAgent): Handoff<unknown, typeof Ticket> {
  const made = handoff(agent);
  made.strictJsonSchema = !lacks(connection.dialect, 'strict tools');
  return made;
}

function client(name: string, useResponses: boolean): Client {
  const runner = (connection: Connection): Runner =>
    new Runner({ modelProvider: new OpenAIProvider({ openAIClient: openai(connection), useResponses }), tracingDisabled: true });
  return {
    name,
    scenarios: {
      text: async (connection) => {
        const agent = new Agent({ name: 'Helper', instructions: INSTRUCTIONS, model: connection.model });
        const whole = await runner(connection).run(agent, QUESTION);
        const streamed = await runner(connection).run(agent, QUESTION, { stream: true });
        expect(await joined(streamed.toTextStream())).toBe(whole.finalOutput);
        return whole.finalOutput;
      },
      'an agent with a tool': async (connection) => {
        const agent = new Agent({ name: 'Helper', instructions: INSTRUCTIONS, model: connection.model, tools: [toolFor(connection)] });
        const whole = await runner(connection).run(agent, WEATHER_QUESTION);
        const streamed = await runner(connection).run(agent, WEATHER_QUESTION, { stream: true });
        await streamed.completed;
        expect(streamed.finalOutput).toBe(whole.finalOutput);
        const items = whole.newItems.map(({ type }) => type);
        expect(streamed.newItems.map(({ type }) => type)).toEqual(items);
        expect(items).toContain('tool_call_output_item');
        return { text: whole.finalOutput, items: items.filter((type) => type !== 'reasoning_item') };
      },
      'structured output': async (connection) => {
        const agent = new Agent({ name: 'Clerk', instructions: INSTRUCTIONS, model: connection.model, outputType: Ticket });
        const { finalOutput } = await runner(connection).run(agent, TICKET_QUESTION);
        const streamed = await runner(connection).run(agent, TICKET_QUESTION, { stream: true });
        await streamed.completed;
        expect(streamed.finalOutput).toEqual(finalOutput);
        return Ticket.parse(finalOutput);
      },
      'a handoff to an agent with a tool and structured output': {
        needs: ['schema beside tools', 'forced calls'],
        run: async (connection) => {
          const { model } = connection;
          const clerk = new Agent({
            name: 'Clerk',
            instructions: INSTRUCTIONS,
            model,
            tools: [toolFor(connection)],
            modelSettings: { toolChoice: 'required' },
            outputType: Ticket,
          });
          const desk = new Agent({ name: 'Desk', instructions: 'You know who can help.', model, handoffs: [handoffFor(connection, clerk)] });
          const whole = await runner(connection).run(desk, TICKET_QUESTION);
          const streamed = await runner(connection).run(desk, TICKET_QUESTION, { stream: true });
          await streamed.completed;
          expect(whole.lastAgent?.name).toBe('Clerk');
          expect(streamed.finalOutput).toEqual(whole.finalOutput);
          // How often the tool is called first is up to the model: where the answer is a call as well, it chooses between the two.
          const items = whole.newItems.map(({ type }) => type);
          expect(items).toEqual(expect.arrayContaining(['handoff_output_item', 'message_output_item']));
          Ticket.parse(whole.finalOutput);
        },
      },
    },
  };
}

export const openaiAgents: readonly Client[] = [client('@openai/agents, chat completions', false), client('@openai/agents, responses', true)];
