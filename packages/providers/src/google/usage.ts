import type { TokenUsage } from '@modelhub/core/token-usage';
import { countOf, isTokenCount } from '../token-count.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Gemini's `usageMetadata` (API reference, "UsageMetadata"). Cached tokens lie inside the prompt; thoughts stand beside the candidates, and results of
 * tools that Google runs beside the prompt. Each modality may be told apart; video and documents have no price of their own and stay with the text. A
 * count of zero is left out on the wire. Null where there is no usable count of the prompt: such figures are missing, not zero.
 */
export function usageFromGemini(value: unknown): TokenUsage | null {
  const usage = asFields(value);
  if (usage === null) return null;
  const prompt = usage['promptTokenCount'] ?? (usage['totalTokenCount'] === 0 ? 0 : undefined);
  const thoughts = countOf(usage['thoughtsTokenCount']);
  const toolUse = countOf(usage['toolUsePromptTokenCount']);
  if (!isTokenCount(prompt)) return null;
  const candidates = candidateTokens(usage, { prompt, thoughts, toolUse });
  if (candidates === null) return null;
  const read = Math.trunc(prompt);
  const cachedInput = Math.min(countOf(usage['cachedContentTokenCount']), read);
  const uncached = (modality: string): number =>
    Math.max(0, modalityTokens(usage['promptTokensDetails'], modality) - modalityTokens(usage['cacheTokensDetails'], modality));
  const audioInput = Math.min(uncached('AUDIO'), read - cachedInput);
  const imageInput = Math.min(uncached('IMAGE'), read - cachedInput - audioInput);
  const audioOutput = Math.min(modalityTokens(usage['candidatesTokensDetails'], 'AUDIO'), candidates);
  const imageOutput = Math.min(modalityTokens(usage['candidatesTokensDetails'], 'IMAGE'), candidates - audioOutput);
  return {
    input: read - cachedInput - audioInput - imageInput + toolUse,
    cachedInput,
    cacheWrite5m: 0,
    cacheWrite1h: 0,
    output: candidates - audioOutput - imageOutput + thoughts,
    reasoning: thoughts,
    audioInput,
    audioOutput,
    imageInput,
    imageOutput,
    units: 0,
  };
}

interface Known {
  readonly prompt: number;
  readonly thoughts: number;
  readonly toolUse: number;
}

/** Without thoughts. Null where the count is there and is none. */
function candidateTokens(usage: Fields, { prompt, thoughts, toolUse }: Known): number | null {
  const { candidatesTokenCount: told, totalTokenCount: total } = usage;
  if (told === undefined || told === null) return isTokenCount(total) ? Math.max(0, Math.trunc(total - prompt - thoughts - toolUse)) : 0;
  if (!isTokenCount(told)) return null;
  // Some versions have counted the thoughts among the candidates: then the total is reached without them.
  const isInclusive = thoughts > 0 && total === prompt + toolUse + told && told >= thoughts;
  return Math.trunc(told) - (isInclusive ? thoughts : 0);
}

function modalityTokens(details: unknown, modality: string): number {
  if (!Array.isArray(details)) return 0;
  let tokens = 0;
  for (const value of details as readonly unknown[]) {
    const detail = asFields(value);
    if (detail?.['modality'] === modality) tokens += countOf(detail['tokenCount']);
  }
  return tokens;
}

/** Tiers that have a price of their own; at Vertex AI the kind of traffic says it ("Priority PayGo", "Flex PayGo"). */
const TRAFFIC_TIERS: Readonly<Record<string, string>> = { ON_DEMAND: 'standard', ON_DEMAND_PRIORITY: 'priority', ON_DEMAND_FLEX: 'flex' };

export function tierFromGemini(value: unknown): string | null {
  const { serviceTier, trafficType } = asFields(value) ?? {};
  if (typeof serviceTier === 'string' && serviceTier !== '') return serviceTier.toLowerCase();
  return typeof trafficType === 'string' ? (TRAFFIC_TIERS[trafficType] ?? null) : null;
}

function asFields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}
