import { Ollama, type ChatRequest, type ChatResponse } from 'ollama';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const WEATHER = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'] };
const TOOLS = [{ type: 'function', function: { name: 'weather', description: 'The weather.', parameters: WEATHER } }];

let standIn: ProviderStandIn;
let client: Ollama;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new Ollama({ host: standIn.url });
});
afterAll(() => standIn.close());

async function streamed(request: ChatRequest): Promise<ChatResponse[]> {
  const lines: ChatResponse[] = [];
  for await (const line of await client.chat({ ...request, stream: true })) lines.push(line);
  return lines;
}

it('says the same streamed, line by line, and whole', async () => {
  const request = { model: 'qwen3', messages: [{ role: 'user', content: 'Как проверить? 🎉' }], think: true };
  const whole = await client.chat(request);
  const lines = await streamed(request);
  expect(lines.map(({ message }) => message.content).join('')).toBe(whole.message.content);
  expect(lines.map(({ message }) => message.thinking ?? '').join('')).toBe(whole.message.thinking);
  const { created_at: _at, message: _message, ...end } = whole;
  expect(lines.at(-1)).toMatchObject(end);
  expect(end).toMatchObject({ done: true, done_reason: 'stop', eval_count: expect.any(Number) as unknown });
});

it('calls tools with objects for arguments, and answers their results', async () => {
  const asks = Array.from({ length: 6 }, (_, index) => ({ role: 'user', content: `Weather ${index}?` }));
  const firsts = await Promise.all(asks.map((ask) => client.chat({ model: 'llama3.1', messages: [ask], tools: TOOLS })));
  const [ask, first] = asks.map((question, index) => [question, firsts[index]?.message] as const).find(([, made]) => made?.tool_calls !== undefined) ?? [];
  if (ask === undefined || first === undefined) throw new Error('no tool was called');
  expect(first.tool_calls?.[0]?.function.arguments).toMatchObject({ city: expect.any(String) as unknown });
  const lines = await streamed({ model: 'llama3.1', messages: [ask], tools: TOOLS });
  expect(lines.flatMap(({ message }) => message.tool_calls ?? [])).toEqual(first.tool_calls);
  const results = (first.tool_calls ?? []).map(() => ({ role: 'tool', tool_name: 'weather', content: '21' }));
  const second = await client.chat({ model: 'llama3.1', messages: [ask, first, ...results], tools: TOOLS });
  expect(second.message.tool_calls).toBeUndefined();
});

it('keeps to a schema and to a limit, and fails as Ollama does', async () => {
  const messages = [{ role: 'user', content: 'Tell me all.' }];
  expect(JSON.parse((await client.chat({ model: 'llama3.1', messages, format: WEATHER })).message.content)).toHaveProperty('days');
  expect((await client.chat({ model: 'llama3.1', messages, options: { num_predict: 3 } })).done_reason).toBe('length');
  const broken = [{ role: 'user', content: '[[chaos:error-mid-stream]]' }];
  await expect(streamed({ model: 'llama3.1', messages: broken })).rejects.toThrow('unexpected EOF');
  await expect(client.chat({ model: 'llama3.1', messages: [{ role: 'user', content: '[[chaos:overloaded]]' }] })).rejects.toThrow('server busy');
});
