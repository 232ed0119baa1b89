import { PROVIDERS } from '@modelhub/providers/registry';
import { answerFrame } from '@modelhub/providers/testing/event-frames';
import type { ReplayContext } from '@modelhub/providers/testing/captures';
import type { ProviderAdapter } from '@modelhub/providers/types';
import type { ConversationSurface } from '../types.ts';
import { preparedBehind } from './prepared-behind.ts';
import { SURFACE_KITS } from './surface-kit.ts';

/**
 * What relaying one chunk costs, in microseconds of one core. A chunk is one event of some twenty characters of text, which is the
 * usual size on the wire and the least favourable one. Run it with `pnpm --filter @modelhub/surfaces run bench`.
 */
const EVENTS = 2_000;
const ROUNDS = 80;
const TURNS = 8;
const TEXT = 'the quick brown fox, ';

const context: ReplayContext = {
  model: 'some-model',
  generationId: 'gen_0193f0a2b1c47d3e8f9a0b1c2d3e4f50',
  createdAtSeconds: 1_764_000_000,
  promptTokensEstimate: 40,
  request: { model: 'some-model', messages: [], stream: true, stream_options: { include_usage: true } },
};

function openaiChunks(): Buffer[] {
  const head =
    '{"id":"chatcmpl-CfPq2","object":"chat.completion.chunk","created":1764000000,"model":"gpt-4o-2024-08-06","service_tier":"default","system_fingerprint":"fp_cbf1785567"';
  const chunk = (delta: string, finish = 'null'): Buffer =>
    Buffer.from(`data: ${head},"choices":[{"index":0,"delta":${delta},"logprobs":null,"finish_reason":${finish}}],"usage":null,"obfuscation":"q8Zt2"}\n\n`);
  const usage = `data: ${head},"choices":[],"usage":{"prompt_tokens":40,"completion_tokens":${EVENTS},"total_tokens":${EVENTS + 40}}}\n\ndata: [DONE]\n\n`;
  return [chunk('{"role":"assistant","content":""}'), ...repeat(chunk(`{"content":${JSON.stringify(TEXT)}}`)), chunk('{}', '"stop"'), Buffer.from(usage)];
}

function anthropicChunks(): Buffer[] {
  const event = (data: { readonly type: string; readonly [field: string]: unknown }): Buffer =>
    Buffer.from(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
  return [
    event({ type: 'message_start', message: { id: 'msg_01', type: 'message', role: 'assistant', content: [], usage: { input_tokens: 40, output_tokens: 1 } } }),
    event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }),
    ...repeat(event({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: TEXT } })),
    event({ type: 'content_block_stop', index: 0 }),
    event({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: EVENTS } }),
    event({ type: 'message_stop' }),
  ];
}

function geminiChunks(): Buffer[] {
  const chunk = (text: string, finish = ''): Buffer =>
    Buffer.from(
      `data: {"candidates": [{"content": {"parts": [{"text": ${JSON.stringify(text)}}],"role": "model"},${finish}"index": 0}],` +
        `"usageMetadata": {"promptTokenCount": 40,"candidatesTokenCount": ${EVENTS},"totalTokenCount": ${EVENTS + 40},` +
        '"promptTokensDetails": [{"modality": "TEXT","tokenCount": 40}]},"modelVersion": "gemini-2.5-flash","responseId": "mPQkaYqVHpWXnsEPw7e5qAs"}\r\n\r\n',
    );
  return [...repeat(chunk(TEXT)), chunk('', '"finishReason": "STOP",')];
}

function bedrockChunks(): Buffer[] {
  return [
    answerFrame('messageStart', { p: 'abcd', role: 'assistant' }),
    ...repeat(answerFrame('contentBlockDelta', { contentBlockIndex: 0, delta: { text: TEXT }, p: 'abcdefghijklmnopqrstuvwxyz' })),
    answerFrame('contentBlockStop', { contentBlockIndex: 0, p: 'abcdef' }),
    answerFrame('messageStop', { p: 'ab', stopReason: 'end_turn' }),
    answerFrame('metadata', { metrics: { latencyMs: 9 }, p: 'a', usage: { inputTokens: 40, outputTokens: EVENTS, totalTokens: EVENTS + 40 } }),
  ];
}

function repeat(chunk: Buffer): Buffer[] {
  return Array.from({ length: EVENTS }, () => Buffer.from(chunk));
}

function cohereChunks(): Buffer[] {
  const event = (data: { readonly type: string; readonly [field: string]: unknown }): Buffer =>
    Buffer.from(`event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`);
  const usage = { billed_units: { input_tokens: 40, output_tokens: EVENTS }, tokens: { input_tokens: 40, output_tokens: EVENTS } };
  return [
    event({ type: 'message-start', id: 'c', delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } } }),
    event({ type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } }),
    ...repeat(event({ type: 'content-delta', index: 0, delta: { message: { content: { text: TEXT } } } })),
    event({ type: 'content-end', index: 0 }),
    event({ type: 'message-end', id: 'c', delta: { finish_reason: 'COMPLETE', usage } }),
  ];
}

/** The best of some rounds: whatever else the machine does only ever adds. */
function measure(surface: ConversationSurface, adapter: ProviderAdapter, chunks: readonly Buffer[], rounds: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) {
    const translator = preparedBehind(surface, adapter, context).streamTranslator();
    const startedAt = process.hrtime.bigint();
    for (const chunk of chunks) translator.push(chunk);
    translator.end();
    const spentNs = Number(process.hrtime.bigint() - startedAt);
    if (!translator.isComplete) throw new Error(`${adapter.name} behind ${surface.dialect}: the stream did not end`);
    best = Math.min(best, spentNs / chunks.length / 1_000);
  }
  return best;
}

const SOURCES = [
  ['OpenAI', PROVIDERS.openai.adapter, openaiChunks()],
  ['Azure', PROVIDERS.azure.adapter, openaiChunks()],
  ['Anthropic', PROVIDERS.anthropic.adapter, anthropicChunks()],
  ['Gemini', PROVIDERS.google.adapter, geminiChunks()],
  ['Bedrock', PROVIDERS['amazon-bedrock'].adapter, bedrockChunks()],
  ['Cohere', PROVIDERS.cohere.adapter, cohereChunks()],
] as const;

/** Pass-through is measured beside the others, in the same alternating rounds. */
const best = new Map<string, number>();
for (let turn = 0; turn < TURNS; turn += 1) {
  for (const [name, adapter, chunks] of SOURCES) {
    for (const { surface } of SURFACE_KITS) {
      const key = `${name} ${surface.dialect}`;
      best.set(key, Math.min(best.get(key) ?? Number.POSITIVE_INFINITY, measure(surface, adapter, chunks, ROUNDS / TURNS)));
    }
  }
}
const passThrough = best.get('OpenAI chat') as number;
process.stdout.write(
  `us per chunk of about 20 characters; in brackets what it is over OpenAI's chat passed through\n${'behind'.padEnd(12)}${SURFACE_KITS.map(({ surface }) => surface.dialect.padEnd(16)).join('')}\n`,
);
for (const [name] of SOURCES) {
  const cells = SURFACE_KITS.map(({ surface }) => {
    const cost = best.get(`${name} ${surface.dialect}`) as number;
    return `${cost.toFixed(2)} (${(cost - passThrough >= 0 ? '+' : '') + (cost - passThrough).toFixed(2)})`.padEnd(16);
  });
  process.stdout.write(`${name.padEnd(12)}${cells.join('')}\n`);
}
