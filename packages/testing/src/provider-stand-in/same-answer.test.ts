import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from './pace.ts';
import { startProviderStandIn, type ProviderStandIn } from './start.ts';
import { SPEAKERS, type Told } from './testing/speakers.ts';

let standIn: ProviderStandIn;
beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
});
afterAll(() => standIn.close());

const TOOL = {
  name: 'weather',
  description: 'The weather of days.',
  schema: { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } } },
};
const TALKS = {
  text: { system: 'Be brief.', user: 'Как проверить журнал? 🎉' },
  'a forced tool': { system: 'Be brief.', user: 'Weather in Rome?', tools: [TOOL], mustCall: true },
  'a chosen tool': { user: 'Weather in Paris, perhaps?', tools: [TOOL] },
  'an answer of a schema': { user: 'Weather in Oslo?', answer: TOOL.schema },
  'a thought': { system: 'Think first.', user: 'Why is the sky blue?', thinks: true },
  'a result of a tool': { user: 'Weather?', tools: [TOOL], made: { name: 'weather', args: { city: 'Rome', days: 2 }, result: '{"celsius": 21}' } },
};

async function ask(name: string, talk: (typeof TALKS)[keyof typeof TALKS]): Promise<Told> {
  const speaker = SPEAKERS[name];
  if (speaker === undefined) throw new Error(`nobody speaks ${name}`);
  const response = await fetch(standIn.url + speaker.path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...speaker.headers },
    body: JSON.stringify(speaker.body(talk)),
  });
  const body = (await response.json()) as object;
  expect(response.status, JSON.stringify(body)).toBe(200);
  return speaker.told(body);
}

describe.each(Object.entries(TALKS))('%s', (_, talk) => {
  const speakers = Object.keys(SPEAKERS).filter((name) => !(SPEAKERS[name]?.lacks ?? []).some((feature) => feature in talk));
  it.each(speakers)('is the same conversation with the same answer and as many tokens in %s', async (name) => {
    const here = await ask(name, talk);
    expect(here).toEqual(await ask('chat', talk));
    expect(here.text + here.calls.join('')).not.toBe('');
    expect(here.thought !== '').toBe('thinks' in talk);
  });
});

it('has the same value for a schema as a tool that is forced has for its own, where a dialect has no schemas', async () => {
  const structured = await ask('messages', TALKS['an answer of a schema']);
  const forced = await fetch(`${standIn.url}/v1/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'test' },
    body: JSON.stringify({
      model: 'claude-sonnet-4-5',
      max_tokens: 8_000,
      messages: [{ role: 'user', content: TALKS['an answer of a schema'].user }],
      tools: [{ name: 'answer', input_schema: TOOL.schema }],
      tool_choice: { type: 'tool', name: 'answer' },
    }),
  });
  expect(await forced.json()).toMatchObject({ content: [{ type: 'tool_use', input: JSON.parse(structured.text) as unknown }] });
});
