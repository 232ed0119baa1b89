import OpenAI from 'openai';
import type { Response, ResponseInputItem, ResponseStreamEvent } from 'openai/resources/responses/responses';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const WEATHER = {
  type: 'object',
  properties: { city: { type: 'string' }, days: { type: 'integer' } },
  required: ['city', 'days'],
  additionalProperties: false,
};
const TOOL = { type: 'function' as const, name: 'weather', parameters: WEATHER, strict: true };

let standIn: ProviderStandIn;
let client: OpenAI;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new OpenAI({ baseURL: `${standIn.url}/v1`, apiKey: 'sk-test', maxRetries: 0 });
});
afterAll(() => standIn.close());

/** Everything of a response that does not differ between two requests. */
function said({ output, usage, status }: Response): unknown {
  return { output: output.map(({ id: _ids, ...item }) => item), usage, status };
}

it('says the same streamed, in numbered events, and whole', async () => {
  const request = { model: 'o4-mini', input: 'Wie prüfe ich das Protokoll? 🎉', reasoning: { effort: 'low', summary: 'auto' } } as const;
  const whole = await client.responses.create(request);
  const stream = client.responses.stream(request);
  const events: ResponseStreamEvent[] = [];
  for await (const event of stream) events.push(event);
  expect(said(await stream.finalResponse())).toMatchObject(said(whole) as object);
  expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, index) => index));
  const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : '')).join('');
  expect(text).toBe(whole.output_text);
  expect(whole.usage?.output_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  expect(whole.output[0]).toMatchObject({ type: 'reasoning', summary: [{ type: 'summary_text' }] });
});

it('tells how likely each token was', async () => {
  const request = { model: 'gpt-4o', input: 'Hi', include: ['message.output_text.logprobs' as const], top_logprobs: 1 };
  const [item] = (await client.responses.create(request)).output;
  const entries = item?.type === 'message' && item.content[0]?.type === 'output_text' ? (item.content[0].logprobs ?? []) : [];
  expect(entries.length).toBeGreaterThan(0);
  const streamed: unknown[] = [];
  for await (const event of client.responses.stream(request)) if (event.type === 'response.output_text.delta') streamed.push(...event.logprobs);
  expect(streamed).toEqual(entries);
});

it('calls tools and answers their results', async () => {
  const first = await client.responses.create({ model: 'gpt-4o', input: 'Weather?', tools: [TOOL], tool_choice: 'required' });
  const calls = first.output.filter((item) => item.type === 'function_call');
  expect(calls.length).toBeGreaterThan(0);
  expect(JSON.parse(calls[0]?.arguments ?? '')).toMatchObject({ city: expect.any(String) as unknown });
  const streamed = client.responses.stream({ model: 'gpt-4o', input: 'Weather?', tools: [TOOL], tool_choice: 'required' });
  expect(said(await streamed.finalResponse())).toMatchObject(said(first) as object);
  const results = calls.map((call) => ({ type: 'function_call_output' as const, call_id: call.call_id, output: '{"celsius": 21}' }));
  const second = await client.responses.create({ model: 'gpt-4o', input: [{ role: 'user', content: 'Weather?' }, ...calls, ...results], tools: [TOOL] });
  expect(second.output_text).not.toBe('');
});

it('seals its thoughts on demand and knows them again', async () => {
  const request = { model: 'o4-mini', include: ['reasoning.encrypted_content' as const], store: false };
  const first = await client.responses.create({ ...request, input: 'Why?' });
  const again = [{ role: 'user' as const, content: 'Why?' }, ...(first.output as ResponseInputItem[]), { role: 'user' as const, content: 'And?' }];
  expect((await client.responses.create({ ...request, input: again })).status).toBe('completed');
  const forged = again.map((item) => ('encrypted_content' in item ? { ...item, encrypted_content: 'AAAA' } : item));
  await expect(client.responses.create({ ...request, input: forged })).rejects.toThrow(/400 The encrypted content/);
});

it('keeps to a schema and to a limit', async () => {
  const format = { type: 'json_schema' as const, name: 'weather', schema: WEATHER, strict: true };
  const structured = await client.responses.create({ model: 'gpt-4o', input: 'Weather?', text: { format } });
  expect(JSON.parse(structured.output_text)).toHaveProperty('days');
  const cut = await client.responses.create({ model: 'gpt-4o', input: 'Tell me all.', max_output_tokens: 3 });
  expect(cut).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
});

it('breaks off with an event of its own', async () => {
  const stream = await client.responses.create({ model: 'gpt-4o', input: '[[chaos:error-mid-stream]]', stream: true });
  const types: string[] = [];
  const reading = (async () => {
    for await (const event of stream) types.push(event.type);
  })();
  await expect(reading).rejects.toThrow('overloaded');
  expect(types).toContain('response.in_progress');
  expect(types).not.toContain('response.completed');
});

it('keeps what it said, and goes on from there', async () => {
  const first = await client.responses.create({ model: 'gpt-4o', input: 'Why?' });
  expect(await client.responses.retrieve(first.id)).toEqual(first);
  const second = await client.responses.create({ model: 'gpt-4o', input: 'And then?', previous_response_id: first.id });
  const spelledOut = [{ role: 'user' as const, content: 'Why?' }, ...(first.output as ResponseInputItem[]), { role: 'user' as const, content: 'And then?' }];
  const third = await client.responses.create({ model: 'gpt-4o', input: spelledOut, store: false });
  expect([second.output_text, second.usage]).toEqual([third.output_text, third.usage]);
  const items = await client.responses.inputItems.list(second.id);
  expect(items.data.map((item) => item.type)).toEqual(['message', 'message', 'message']);
  await expect(client.responses.retrieve(third.id)).rejects.toMatchObject({ status: 404 });
  await expect(client.responses.cancel(first.id)).rejects.toThrow('Cannot cancel a synchronous response.');
  await client.responses.delete(first.id);
  await expect(client.responses.create({ model: 'gpt-4o', input: 'x', previous_response_id: first.id })).rejects.toMatchObject({ status: 400 });
});

it('works in the background until somebody looks, or cancels', async () => {
  const [done, given] = await Promise.all([1, 2].map(() => client.responses.create({ model: 'gpt-4o', input: 'Why?', background: true })));
  expect(done).toMatchObject({ status: 'queued', output: [] });
  expect(await client.responses.retrieve(done?.id ?? '')).toMatchObject({ status: 'completed', output: [{ type: 'message' }] });
  expect(await client.responses.cancel(given?.id ?? '')).toMatchObject({ status: 'cancelled' });
});
