import type { Conversation } from './conversation.ts';
import type { SeededRandom } from './seeded-random.ts';

const BYTES_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_AUDIO_CLIP = 96;
/** OpenAI caches prompts of 1,024 tokens and more in steps of 128 (guide "Prompt caching"). */
const CACHEABLE_TOKENS_MIN = 1_024;
const CACHE_STEP_TOKENS = 128;

/** Token counts of one answer, before they take a dialect's form. Nothing overlaps except `reasoning`, which is part of `output`. */
export interface PlannedUsage {
  readonly input: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
  readonly audioInput: number;
  readonly output: number;
  readonly audioOutput: number;
  readonly reasoning: number;
}

export function estimateTokens(text: string): number {
  return Math.max(1, Math.ceil(Buffer.byteLength(text) / BYTES_PER_TOKEN));
}

export function planUsage(conversation: Conversation, answer: { readonly random: SeededRandom; readonly outputTokens: number }): PlannedUsage {
  const { random } = answer;
  const text = estimateTokens(conversation.text) + conversation.messages * TOKENS_PER_MESSAGE;
  const images = Array.from({ length: conversation.images }, () => 85 + 170 * random.between(1, 6)).reduce((sum, tokens) => sum + tokens, 0);
  const prompt = text + images;
  const cache = conversation.dialect === 'openai' ? openaiCache(prompt, random) : anthropicCache(prompt, conversation, random);
  const reasoning = isReasoningModel(conversation.model) ? 64 * random.between(1, 20) : 0;
  return {
    input: prompt - cache.cacheRead - cache.cacheWrite5m - cache.cacheWrite1h,
    ...cache,
    audioInput: conversation.audioClips * TOKENS_PER_AUDIO_CLIP,
    output: answer.outputTokens + reasoning,
    audioOutput: conversation.asksForAudio ? answer.outputTokens * 2 : 0,
    reasoning,
  };
}

interface CacheTokens {
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

function openaiCache(prompt: number, random: SeededRandom): CacheTokens {
  const share = prompt < CACHEABLE_TOKENS_MIN || random.chance(0.3) ? 0 : random.next();
  return { cacheRead: Math.floor((prompt * share) / CACHE_STEP_TOKENS) * CACHE_STEP_TOKENS, cacheWrite5m: 0, cacheWrite1h: 0 };
}

/** Only what is marked is cached; some of it is there already, the rest is written for the time that the mark names. */
function anthropicCache(prompt: number, { cacheMarks }: Conversation, random: SeededRandom): CacheTokens {
  if (cacheMarks.size === 0) return { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const marked = Math.floor(prompt * (0.5 + random.next() * 0.4));
  const cacheRead = random.chance(0.6) ? Math.floor(marked * random.next()) : 0;
  const written = marked - cacheRead;
  const cacheWrite1h = !cacheMarks.has('1h') ? 0 : cacheMarks.has('5m') ? Math.floor(written / 3) : written;
  return { cacheRead, cacheWrite5m: written - cacheWrite1h, cacheWrite1h };
}

function isReasoningModel(model: string): boolean {
  return /^(o\d|gpt-5)/.test(model) && !model.includes('chat');
}

/** API reference, "The chat completion object": cached and audio tokens lie inside the prompt, reasoning inside the completion. */
export function openaiUsage(usage: PlannedUsage): Record<string, unknown> {
  const prompt = usage.input + usage.cacheRead + usage.audioInput;
  const completion = usage.output + usage.audioOutput;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: usage.cacheRead, audio_tokens: usage.audioInput },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoning,
      audio_tokens: usage.audioOutput,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

/** Messages API, "Usage": what was read from and written to a cache stands beside `input_tokens`. */
export function anthropicUsage(usage: PlannedUsage, outputTokens = usage.output): Record<string, unknown> {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite5m + usage.cacheWrite1h,
    cache_read_input_tokens: usage.cacheRead,
    cache_creation: { ephemeral_5m_input_tokens: usage.cacheWrite5m, ephemeral_1h_input_tokens: usage.cacheWrite1h },
    output_tokens: outputTokens,
    service_tier: 'standard',
  };
}

export const NO_TOKENS: PlannedUsage = {
  input: 0,
  cacheRead: 0,
  cacheWrite5m: 0,
  cacheWrite1h: 0,
  audioInput: 0,
  output: 0,
  audioOutput: 0,
  reasoning: 0,
};
