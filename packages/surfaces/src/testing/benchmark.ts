import { PROVIDERS } from '@modelhub/providers/registry';
import { answerFrame } from '@modelhub/providers/testing/event-frames';
import type { AnswerContext, ProviderAdapter } from '@modelhub/providers/types';
import { chatTranslator } from './chat-replay.ts';

/**
 * What relaying one chunk costs, in microseconds of one core. A chunk is one event of some twenty characters of text, which is the
 * usual size on the wire and the least favourable one. Run it with `pnpm --filter @modelhub/surfaces run bench`.
 */
const EVENTS = 2_000;
const ROUNDS = 60;
const WARM_UP_ROUNDS = 20;
const TEXT = 'the quick brown fox, ';

const context: AnswerContext = {
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

/** The best round: whatever else the machine does only ever adds. */
function measure(adapter: ProviderAdapter, chunks: readonly Buffer[]): number {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS + WARM_UP_ROUNDS; round += 1) {
    const translator = chatTranslator(adapter, context);
    const startedAt = process.hrtime.bigint();
    for (const chunk of chunks) translator.push(chunk);
    translator.end();
    const spentNs = Number(process.hrtime.bigint() - startedAt);
    if (!translator.isComplete) throw new Error(`${adapter.name}: the stream did not end`);
    if (round >= WARM_UP_ROUNDS) rounds.push(spentNs / chunks.length / 1_000);
  }
  return Math.min(...rounds);
}

for (const [name, adapter, chunks] of [
  ['pass-through', PROVIDERS.openai.adapter, openaiChunks()],
  ['pass-through of Azure', PROVIDERS.azure.adapter, openaiChunks()],
  ['Anthropic translation', PROVIDERS.anthropic.adapter, anthropicChunks()],
  ['Gemini translation', PROVIDERS.google.adapter, geminiChunks()],
  ['Bedrock translation', PROVIDERS['amazon-bedrock'].adapter, bedrockChunks()],
] as const) {
  const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  process.stdout.write(`${name}: ${measure(adapter, chunks).toFixed(2)} us per chunk of ${Math.round(bytes / chunks.length)} bytes\n`);
}
