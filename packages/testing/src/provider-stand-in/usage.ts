import type { Conversation } from './conversation.ts';
import type { SeededRandom } from './seeded-random.ts';

const BYTES_PER_TOKEN = 4;
const TOKENS_PER_MESSAGE = 4;
const TOKENS_PER_AUDIO_CLIP = 96;
const TOKENS_PER_DOCUMENT = 516;
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

export function planUsage(
  conversation: Conversation,
  answer: { readonly random: SeededRandom; readonly thinkingTokens: number; readonly outputTokens: number },
): PlannedUsage {
  const { random } = answer;
  const text = estimateTokens(conversation.text) + conversation.messages * TOKENS_PER_MESSAGE + conversation.documents * TOKENS_PER_DOCUMENT;
  const images = Array.from({ length: conversation.images }, () => 85 + 170 * random.between(1, 6)).reduce((sum, tokens) => sum + tokens, 0);
  const prompt = text + images;
  const reasoning = answer.thinkingTokens + (isReasoningModel(conversation.model) ? 64 * random.between(1, 20) : 0);
  const cache = cacheTokens(prompt, conversation, random);
  return {
    input: prompt - cache.cacheRead - cache.cacheWrite5m - cache.cacheWrite1h,
    ...cache,
    audioInput: conversation.audioClips * TOKENS_PER_AUDIO_CLIP,
    output: (answer.outputTokens + reasoning) * conversation.choices,
    audioOutput: conversation.asksForAudio ? answer.outputTokens * 2 : 0,
    reasoning: reasoning * conversation.choices,
  };
}

interface CacheTokens {
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

function cacheTokens(prompt: number, conversation: Conversation, random: SeededRandom): CacheTokens {
  if (conversation.caching === 'automatic') return automaticCache(prompt, random);
  return conversation.caching === 'marked' ? markedCache(prompt, conversation, random) : { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
}

function automaticCache(prompt: number, random: SeededRandom): CacheTokens {
  const share = prompt < CACHEABLE_TOKENS_MIN || random.chance(0.3) ? 0 : random.next();
  return { cacheRead: Math.floor((prompt * share) / CACHE_STEP_TOKENS) * CACHE_STEP_TOKENS, cacheWrite5m: 0, cacheWrite1h: 0 };
}

/** Only what is marked is cached; some of it is there already, the rest is written for the time that the mark names. */
function markedCache(prompt: number, { cacheMarks }: Conversation, random: SeededRandom): CacheTokens {
  if (cacheMarks.size === 0) return { cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
  const marked = Math.floor(prompt * (0.5 + random.next() * 0.4));
  const cacheRead = random.chance(0.6) ? Math.floor(marked * random.next()) : 0;
  const written = marked - cacheRead;
  const cacheWrite1h = !cacheMarks.has('1h') ? 0 : cacheMarks.has('5m') ? Math.floor(written / 3) : written;
  return { cacheRead, cacheWrite5m: written - cacheWrite1h, cacheWrite1h };
}

function isReasoningModel(model: string): boolean {
  return /^(openai\/)?(o\d|gpt-5)/.test(model) && !model.includes('chat');
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
