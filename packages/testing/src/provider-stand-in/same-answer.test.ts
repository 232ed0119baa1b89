import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_PACE } from './pace.ts';
import { SPEAKERS, type Told } from './testing/speakers.ts';
import { startProviderStandIn, type ProviderStandIn } from './start.ts';

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
  const speakers = Object.keys(SPEAKERS).filter((name) => !('mustCall' in talk) || SPEAKERS[name]?.isFree !== true);
  it.each(speakers)('is the same conversation with the same answer and as many tokens in %s', async (name) => {
    const here = await ask(name, talk);
    expect(here).toEqual(await ask('chat', talk));
    expect(here.text + here.calls.join('')).not.toBe('');
  });
});
