import type { Endpoint } from '@modelhub/catalog/types';
import { invalid, unsupported } from '../dialect/refusal.ts';
import type { Fields } from '../dialect/fields.ts';
import type { ChatRequest } from '../types.ts';

/** Tokens that may go into thinking, by effort; null is no limit (docs.cohere.com, "Reasoning", names budgets and no efforts: these are ours). */
const BUDGETS: Readonly<Record<string, number | null>> = { minimal: 512, low: 2_048, medium: 8_192, high: 24_576, xhigh: null, max: null };

/** `reasoning_effort` as `thinking`, which models that think do unless they are told not to. Thoughts count as output: they get less than may be written. */
export function thinking(request: ChatRequest, endpoint: Endpoint, limit: number | null): Fields {
  const effort = request['reasoning_effort'];
  if (effort === undefined || effort === null) return {};
  const isReasoning = endpoint.supportedParameters.includes('reasoning_effort');
  if (effort === 'none') return isReasoning ? { thinking: { type: 'disabled' } } : {};
  const budget = typeof effort === 'string' ? BUDGETS[effort] : undefined;
  if (budget === undefined) throw invalid('reasoning_effort', `reasoning_effort ${JSON.stringify(effort)} is not known.`);
  if (!isReasoning) throw unsupported('reasoning_effort');
  if (budget === null) return { thinking: { type: 'enabled' } };
  return { thinking: { type: 'enabled', token_budget: limit === null ? budget : Math.max(1, Math.min(budget, limit - 1)) } };
}
