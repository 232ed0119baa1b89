import { startProviderStandIn, type ProviderStandIn } from '@modelhub/testing/provider-stand-in';
import { NO_PACE } from '@modelhub/testing/provider-stand-in/pace';
import type {} from '@modelhub/testing/vitest-setup';
import type { UsageEventSettled } from '@modelhub/metering/usage-event';
import { environmentPrefix, PROVIDERS, type ProviderId } from '@modelhub/providers/registry';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { startGatewayWorld, type GatewayWorld, type TestKey } from './testing/gateway-world.ts';

/** A model of every dialect that a provider speaks, and of providers that read an answer otherwise than the dialect's own. */
const DIALECTS: readonly (readonly [ProviderId, string])[] = [
  ['openai', 'gpt-4o'],
  // Responses and nothing else.
  ['openai', 'gpt-5-pro'],
  ['anthropic', 'claude-sonnet-4-5'],
  ['google', 'gemini-2.5-flash'],
  ['google-vertex', 'gemini-2.5-pro'],
  ['google-vertex', 'claude-sonnet-4-5'],
  ['amazon-bedrock', 'claude-sonnet-4-5'],
  ['azure', 'gpt-4o'],
  ['azure', 'claude-sonnet-4-5'],
  ['cohere', 'command-a-03-2025'],
  ['ollama', 'ollama/qwen3:8b'],
  ['deepseek', 'deepseek-chat'],
  ['perplexity', 'sonar-deep-research'],
];

/** Where `tool_choice: "required"` is refused. */
const WITHOUT_FORCED_CALLS: ReadonlySet<string> = new Set<ProviderId>(['ollama', 'perplexity']);

let standIn: ProviderStandIn;
let world: GatewayWorld;
let key: TestKey;

beforeAll(async () => {
  standIn = await startProviderStandIn({ pace: NO_PACE });
  const variables = [...new Set(DIALECTS.map(([id]) => id))].map((id) => [
    [`${environmentPrefix(id)}_API_KEY`, 'sandbox'],
    [`${environmentPrefix(id)}_BASE_URL`, standIn.url + PROVIDERS[id].sandboxPath],
  ]);
  world = await startGatewayWorld(inject('postgresAdminUrl'), {
    ...(Object.fromEntries(variables.flat()) as Record<string, string>),
    AMAZON_BEDROCK_REGION: 'us-east-1',
    OLLAMA_MODELS: '[{"name":"qwen3:8b","usd":{"input":"1","output":"2"}}]',
  });
  key = await world.addKey();
});
afterAll(async () => {
  await world.close();
  await standIn.close();
});

const QUESTION = 'What is the weather in Berlin?';
const messages = [{ role: 'user', content: QUESTION }];
const schema = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false };
const about = { name: 'get_weather', description: 'The weather of a city.' };
const asTool = { type: 'function', function: { ...about, parameters: schema } };

/** The same question on every surface that can ask it, by how its answer ends. */
const ASKED: Readonly<Record<string, Readonly<Record<string, object>>>> = {
  stop: {
    '/v1/chat/completions': { messages, max_tokens: 4_000 },
    '/v1/responses': { input: QUESTION, max_output_tokens: 4_000 },
    '/v1/messages': { messages, max_tokens: 4_000 },
    '/v1/completions': { prompt: QUESTION, max_tokens: 4_000 },
  },
  length: {
    '/v1/chat/completions': { messages, max_tokens: 20 },
    '/v1/responses': { input: QUESTION, max_output_tokens: 20 },
    '/v1/messages': { messages, max_tokens: 20 },
    '/v1/completions': { prompt: QUESTION, max_tokens: 20 },
  },
  tool_calls: {
    '/v1/chat/completions': { messages, max_tokens: 4_000, tools: [asTool], tool_choice: 'required' },
    '/v1/responses': {
      input: QUESTION,
      max_output_tokens: 4_000,
      tools: [{ type: 'function', ...about, parameters: schema, strict: false }],
      tool_choice: 'required',
    },
    '/v1/messages': { messages, max_tokens: 4_000, tools: [{ ...about, input_schema: schema }], tool_choice: { type: 'any' } },
  },
};

/** Asks, and says under which event the answer is in the books. */
async function ask(path: string, body: object): Promise<string> {
  const response = await world.post(key.secret, body, {}, path);
  const text = await response.text();
  expect({ path, status: response.status, text }).toMatchObject({ status: 200 });
  return response.headers.get('x-generation-id') ?? '';
}

async function settledEvents(): Promise<ReadonlyMap<string, UsageEventSettled>> {
  const records = await world.journal();
  return new Map(records.flatMap((record) => (record.kind === 'settle' ? [[`gen_${record.event.eventId.replaceAll('-', '')}`, record.event]] : [])));
}

function books(event: UsageEventSettled | undefined): object {
  if (event === undefined) throw new Error('an answer came before its settlement');
  // Which of several endpoints at the same price serves is left to chance, and with it the price's name.
  const { usage, usageSource, costNanoUsd, finishReason, serviceTier, outcome } = event;
  return { usage, usageSource, costNanoUsd, finishReason, serviceTier, outcome };
}

it.concurrent.each(DIALECTS)('an answer costs the same on every surface, streamed and not, at %s as %s', async (provider, model) => {
  const answers: { readonly ending: string; readonly what: string; readonly id: string }[] = [];
  for (const [ending, surfaces] of Object.entries(ASKED)) {
    if (ending === 'tool_calls' && WITHOUT_FORCED_CALLS.has(provider)) continue;
    for (const [path, body] of Object.entries(surfaces)) {
      for (const stream of [false, true]) {
        const id = await ask(path, { model, provider: { only: [provider] }, ...body, stream });
        answers.push({ ending, what: `${ending} ${path} ${stream}`, id });
      }
    }
  }
  const events = await settledEvents();
  for (const [ending, same] of Map.groupBy(answers, (answer) => answer.ending)) {
    const [first, ...others] = same.map(({ what, id }) => ({ what, books: books(events.get(id)), event: events.get(id) }));
    expect(first?.event, first?.what).toMatchObject({ outcome: 'completed', usageSource: 'provider', finishReason: ending });
    expect(first?.event?.costNanoUsd).toBeGreaterThan(0n);
    for (const other of others) expect(other.books, other.what).toEqual(first?.books);
  }
});
