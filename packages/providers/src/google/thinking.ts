import type { Endpoint } from '@modelhub/catalog/types';
import { invalid, unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';
import { traitsOf, type ModelTraits, type ThinkingLevel } from './model-traits.ts';

/** Tokens that Google itself gives for an effort (ai.google.dev, "OpenAI compatibility"); what goes beyond it has no figure there. */
const BUDGETS: Readonly<Record<string, number>> = { minimal: 1_024, low: 1_024, medium: 8_192, high: 24_576, xhigh: 32_768, max: 32_768 };
/** Levels that stand for an effort, the first that a model has. There is nothing above `high`, and on some models nothing between it and `low`. */
const LEVELS: Readonly<Record<string, readonly ThinkingLevel[]>> = {
  minimal: ['minimal', 'low'],
  low: ['low'],
  medium: ['medium', 'high'],
  high: ['high'],
  xhigh: ['high'],
  max: ['high'],
};

/** `reasoning_effort` as `thinkingConfig`. What the model thinks is shown to those who ask for it. */
export function thinkingConfig(request: ChatRequest, endpoint: Endpoint): Readonly<Record<string, unknown>> | null {
  const effort = request['reasoning_effort'];
  if (effort === undefined || effort === null) return null;
  if (typeof effort !== 'string' || !(effort === 'none' || Object.hasOwn(BUDGETS, effort)))
    throw invalid('reasoning_effort', `reasoning_effort ${JSON.stringify(effort)} is not known.`);
  const traits = traitsOf(endpoint.upstreamModel);
  if (effort === 'none') return withoutThinking(traits);
  if (traits.thinking === 'none' || !endpoint.supportedParameters.includes('reasoning_effort')) throw unsupported('reasoning_effort');
  if (traits.thinking === 'level') return { thinkingLevel: levelOf(effort, traits), includeThoughts: true };
  const { min, max } = traits.budget;
  return { thinkingBudget: Math.max(min, Math.min(BUDGETS[effort] as number, max)), includeThoughts: true };
}

function withoutThinking({ thinking, canStopThinking }: ModelTraits): Readonly<Record<string, unknown>> | null {
  if (!canStopThinking) throw unsupported('reasoning_effort', 'This model always reasons.');
  return thinking === 'budget' ? { thinkingBudget: 0 } : null;
}

function levelOf(effort: string, { levels }: ModelTraits): ThinkingLevel {
  return (LEVELS[effort] as readonly ThinkingLevel[]).find((level) => levels.includes(level)) ?? 'high';
}
