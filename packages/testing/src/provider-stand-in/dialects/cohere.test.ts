import { CohereClientV2 } from 'cohere-ai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const WEATHER = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'] };
const TOOLS = [{ type: 'function' as const, function: { name: 'weather', description: 'The weather.', parameters: WEATHER } }];
type ChatRequest = Parameters<CohereClientV2['chat']>[0];

let standIn: ProviderStandIn;
let client: CohereClientV2;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new CohereClientV2({ token: 'test', environment: standIn.url, maxRetries: 0 });
});
afterAll(() => standIn.close());

interface Written {
  text: string;
  thought: string;
  readonly calls: { id: string; name: string; arguments: string }[];
  end: unknown;
}

async function streamed(request: ChatRequest): Promise<Written> {
  const written: Written = { text: '', thought: '', calls: [], end: null };
  for await (const event of await client.chatStream(request)) {
    if (event.type === 'content-delta') {
      written.text += event.delta?.message?.content?.text ?? '';
      written.thought += event.delta?.message?.content?.thinking ?? '';
    }
    if (event.type === 'tool-plan-delta') written.text += event.delta?.message?.toolPlan ?? '';
    if (event.type === 'tool-call-start') {
      const call = event.delta?.message?.toolCalls;
      written.calls.push({ id: call?.id ?? '', name: call?.function?.name ?? '', arguments: '' });
    }
    const call = written.calls.at(-1);
    if (event.type === 'tool-call-delta' && call !== undefined) call.arguments += event.delta?.message?.toolCalls?.function?.arguments ?? '';
    if (event.type === 'message-end') written.end = { finishReason: event.delta?.finishReason, usage: event.delta?.usage };
  }
  return written;
}

async function whole(request: ChatRequest): Promise<Written> {
  const { message, finishReason, usage } = await client.chat(request);
  const parts = message.content ?? [];
  return {
    text: parts.map((part) => (part.type === 'text' ? part.text : '')).join('') + (message.toolPlan ?? ''),
    thought: parts.map((part) => (part.type === 'thinking' ? part.thinking : '')).join(''),
    calls: (message.toolCalls ?? []).map((call) => ({ id: call.id, name: call.function?.name ?? '', arguments: call.function?.arguments ?? '' })),
    end: { finishReason, usage },
  };
}

it('says the same streamed and whole', async () => {
  const request = {
    model: 'command-a-reasoning-08-2025',
    messages: [{ role: 'user' as const, content: 'Как проверить? 🎉' }],
    thinking: { type: 'enabled' as const },
  };
  const said = await whole(request);
  expect(await streamed(request)).toEqual(said);
  expect(said.thought).not.toBe('');
  expect(said.end).toMatchObject({ finishReason: 'COMPLETE', usage: { billedUnits: { inputTokens: expect.any(Number) as unknown } } });
});

it('calls tools and answers their results', async () => {
  const ask = { role: 'user' as const, content: 'Weather?' };
  const request = { model: 'command-a-03-2025', messages: [ask], tools: TOOLS, toolChoice: 'REQUIRED' as const };
  const first = await whole(request);
  expect(first.end).toMatchObject({ finishReason: 'TOOL_CALL' });
  expect(await streamed(request)).toEqual(first);
  const made = first.calls.map((call) => ({ id: call.id, type: 'function' as const, function: { name: call.name, arguments: call.arguments } }));
  const results = first.calls.map((call) => ({
    role: 'tool' as const,
    toolCallId: call.id,
    content: [{ type: 'document' as const, document: { data: { celsius: 21 } } }],
  }));
  const second = await whole({ model: 'command-a-03-2025', messages: [ask, { role: 'assistant', toolCalls: made }, ...results], tools: TOOLS });
  expect(second.calls).toEqual([]);
  expect(second.text).not.toBe('');
});

it('keeps to a schema, and fails as Cohere does', async () => {
  const ask = (content: string): ChatRequest => ({ model: 'command-a-03-2025', messages: [{ role: 'user', content }] });
  const structured = await whole({ ...ask('Weather?'), responseFormat: { type: 'json_object', jsonSchema: WEATHER } });
  expect(JSON.parse(structured.text)).toHaveProperty('city');
  await expect(whole(ask('[[chaos:invalid-key]]'))).rejects.toMatchObject({ statusCode: 401, body: { message: 'invalid api token' } });
  expect((await streamed(ask('[[chaos:error-mid-stream]]'))).end).toMatchObject({ finishReason: 'ERROR' });
  expect((await streamed(ask('[[chaos:cut-stream]]'))).end).toBeNull();
});
