import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  type ContentBlock,
  type ConverseCommandInput,
  type ConverseStreamOutput,
  type Message,
} from '@aws-sdk/client-bedrock-runtime';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { NO_PACE } from '../pace.ts';
import { startProviderStandIn, type ProviderStandIn } from '../start.ts';

const MODEL = 'us.anthropic.claude-sonnet-4-5-20250929-v1:0';
const WEATHER = { type: 'object', properties: { city: { type: 'string' }, days: { type: 'integer' } }, required: ['city', 'days'] };
const TOOLS = [{ toolSpec: { name: 'weather', description: 'The weather.', inputSchema: { json: WEATHER } } }];
const THINKING = { thinking: { type: 'enabled', budget_tokens: 1_024 } };

let standIn: ProviderStandIn;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  client = new BedrockRuntimeClient({
    region: 'us-east-1',
    endpoint: standIn.url,
    credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'secret' },
    maxAttempts: 1,
    // The stand-in has no HTTP/2.
    requestHandler: new NodeHttpHandler(),
  });
});
afterAll(async () => {
  client.destroy();
  await standIn.close();
});

const user = (text: string): Message => ({ role: 'user', content: [{ text }] });

async function streamed(input: ConverseCommandInput): Promise<ConverseStreamOutput[]> {
  const events: ConverseStreamOutput[] = [];
  for await (const event of (await client.send(new ConverseStreamCommand(input))).stream ?? []) events.push(event);
  return events;
}

/** The message that the events write. */
function assembled(events: readonly ConverseStreamOutput[]): ContentBlock[] {
  const blocks: { text?: string; thought?: string; signature?: string; tool?: { toolUseId: string; name: string }; input?: string }[] = [];
  for (const { contentBlockStart: start, contentBlockDelta: delta } of events) {
    const block = (blocks[start?.contentBlockIndex ?? delta?.contentBlockIndex ?? blocks.length] ??= {});
    if (start?.start?.toolUse !== undefined) block.tool = { toolUseId: start.start.toolUse.toolUseId ?? '', name: start.start.toolUse.name ?? '' };
    if (delta?.delta?.text !== undefined) block.text = (block.text ?? '') + delta.delta.text;
    if (delta?.delta?.toolUse !== undefined) block.input = (block.input ?? '') + (delta.delta.toolUse.input ?? '');
    if (delta?.delta?.reasoningContent?.text !== undefined) block.thought = (block.thought ?? '') + delta.delta.reasoningContent.text;
    if (delta?.delta?.reasoningContent?.signature !== undefined) block.signature = delta.delta.reasoningContent.signature;
  }
  return blocks
    .filter((block) => Object.keys(block).length > 0)
    .map(({ text, thought, signature, tool, input }): ContentBlock => {
      if (tool !== undefined) return { toolUse: { ...tool, input: JSON.parse(input ?? '') as never } };
      return thought === undefined ? { text: text ?? '' } : { reasoningContent: { reasoningText: { text: thought, signature } } };
    });
}

it('says the same streamed, in messages with good checksums, and whole', async () => {
  const input = { modelId: MODEL, messages: [user('Как проверить журнал? 🎉')], additionalModelRequestFields: THINKING };
  const whole = await client.send(new ConverseCommand(input));
  const events = await streamed(input);
  expect(assembled(events)).toEqual(whole.output?.message?.content);
  expect(events.at(-2)?.messageStop?.stopReason).toBe(whole.stopReason);
  expect(events.at(-1)?.metadata?.usage).toEqual(whole.usage);
  expect(whole.$metadata.requestId).toMatch(/^req_/);
  expect(whole.output?.message?.content?.[0]?.reasoningContent?.reasoningText?.signature).toMatch(/\S/);
});

it('counts what is marked for the cache beside the input', async () => {
  const messages = [{ role: 'user' as const, content: [{ text: 'word '.repeat(2_000) }, { cachePoint: { type: 'default' as const, ttl: '1h' as const } }] }];
  const { usage } = await client.send(new ConverseCommand({ modelId: MODEL, messages }));
  const { inputTokens = 0, outputTokens = 0, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = usage ?? {};
  expect(cacheWriteInputTokens).toBeGreaterThan(0);
  expect(usage?.cacheDetails).toEqual([{ ttl: '1h', inputTokens: cacheWriteInputTokens }]);
  expect(usage?.totalTokens).toBe(inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens);
});

it('calls tools after a thought, and knows its signature again', async () => {
  const toolConfig = { tools: TOOLS, toolChoice: { any: {} } };
  const input = { modelId: MODEL, messages: [user('Weather?')], toolConfig, additionalModelRequestFields: THINKING };
  const first = await client.send(new ConverseCommand(input));
  const said = first.output?.message?.content ?? [];
  expect(first.stopReason).toBe('tool_use');
  expect(assembled(await streamed(input))).toEqual(said);
  const calls = said.flatMap(({ toolUse }) => (toolUse === undefined ? [] : [toolUse]));
  expect(calls[0]?.input).toMatchObject({ city: expect.any(String) as unknown });
  const results = calls.map(({ toolUseId }) => ({ toolResult: { toolUseId, content: [{ json: { celsius: 21 } }] } }));
  const answer = (content: ContentBlock[]): ConverseCommand =>
    new ConverseCommand({
      modelId: MODEL,
      messages: [user('Weather?'), { role: 'assistant', content }, { role: 'user', content: results }],
      toolConfig: { tools: TOOLS },
      additionalModelRequestFields: THINKING,
    });
  expect((await client.send(answer(said))).stopReason).toBe('end_turn');
  const forged = said.map((block): ContentBlock =>
    block.reasoningContent === undefined ? block : { reasoningContent: { reasoningText: { text: 'Other.', signature: 'QUFBQQ==' } } },
  );
  await expect(client.send(answer(forged))).rejects.toMatchObject({ name: 'ValidationException' });
  const forgotten = said.filter((block) => block.reasoningContent === undefined);
  await expect(client.send(answer(forgotten))).rejects.toThrow('Expected `thinking`');
});

it('keeps to a schema', async () => {
  const jsonSchema = { schema: JSON.stringify(WEATHER), name: 'weather' };
  const outputConfig = { textFormat: { type: 'json_schema' as const, structure: { jsonSchema } } };
  const { output } = await client.send(new ConverseCommand({ modelId: MODEL, messages: [user('Weather?')], outputConfig }));
  expect(JSON.parse(output?.message?.content?.[0]?.text ?? '')).toHaveProperty('days');
});

it('throws the exceptions of the SDK, before and in a stream', async () => {
  const send = (text: string): Promise<unknown> => client.send(new ConverseCommand({ modelId: MODEL, messages: [user(text)] }));
  await expect(send('[[chaos:rate-limit]]')).rejects.toMatchObject({ name: 'ThrottlingException' });
  await expect(send('[[chaos:overloaded]]')).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
  await expect(streamed({ modelId: MODEL, messages: [user('[[chaos:error-mid-stream]]')] })).rejects.toMatchObject({ name: 'ServiceUnavailableException' });
  const unsigned = await fetch(`${standIn.url}/model/${encodeURIComponent(MODEL)}/converse`, { method: 'POST', body: '{"messages":[]}' });
  expect([unsigned.status, unsigned.headers.get('x-amzn-errortype')]).toEqual([403, expect.stringMatching(/^UnrecognizedClientException:/)]);
});
