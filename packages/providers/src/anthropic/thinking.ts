import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import type { ChatRequest } from '../types.ts';
import type { Block } from './block.ts';
import { traitsOf } from './model-traits.ts';
import { unsupported } from '../dialect/refusal.ts';

/** Tokens that may go into thinking, by effort. Anthropic wants at least 1,024, and less than `max_tokens`. */
const BUDGETS: Readonly<Record<string, number>> = { minimal: 1_024, low: 2_048, medium: 8_192, high: 24_576, xhigh: 49_152, max: Number.MAX_SAFE_INTEGER };
const BUDGET_MIN = 1_024;

export interface ThinkingContext {
  readonly endpoint: Endpoint;
  readonly maxTokens: number;
  /** The model is made to call a tool, with which it cannot think first. */
  readonly isToolForced: boolean;
  /** The tool loop goes on, and what was thought before its last calls did not come back: see `forgotThought`. */
  readonly isThoughtForgotten: boolean;
}

/** `reasoning_effort` as `thinking` and, on models that think adaptively, an effort. */
export function thinking(request: ChatRequest, context: ThinkingContext): { readonly thinking?: Block; readonly effort?: string } {
  const effort = request['reasoning_effort'];
  if (effort === undefined || effort === null) return {};
  if (typeof effort !== 'string' || !(effort === 'none' || effort in BUDGETS)) {
    throw new ModelHubError('invalid_value', { message: `reasoning_effort ${JSON.stringify(effort)} is not known.`, param: 'reasoning_effort' });
  }
  const traits = traitsOf(context.endpoint.upstreamModel);
  if (effort === 'none') {
    if (traits.thinkingDefault === 'always') throw unsupported('reasoning_effort', 'This model always reasons.');
    return traits.thinkingDefault === 'on' ? { thinking: { type: 'disabled' } } : {};
  }
  if (!context.endpoint.supportedParameters.includes('reasoning_effort')) throw unsupported('reasoning_effort');
  if (traits.thinking === 'adaptive') return adaptive(effort, traits.efforts, context);
  return context.isThoughtForgotten ? {} : { thinking: budget(request, effort, context) };
}

function budget(request: ChatRequest, effort: string, { maxTokens, isToolForced }: ThinkingContext): Block {
  if (isToolForced) throw unsupported('reasoning_effort', 'reasoning_effort cannot be combined with a forced tool or a response_format on this model.');
  for (const parameter of ['temperature', 'top_p']) {
    const value = request[parameter];
    if (value !== undefined && value !== null && value !== 1)
      throw unsupported(parameter, `${parameter} cannot be combined with reasoning_effort on this model.`);
  }
  if (maxTokens <= BUDGET_MIN) {
    throw new ModelHubError('invalid_value', { message: 'With reasoning_effort, max_tokens must be more than 1024 for this model.', param: 'max_tokens' });
  }
  return { type: 'enabled', budget_tokens: Math.max(BUDGET_MIN, Math.min(BUDGETS[effort] as number, maxTokens - 1)) };
}

function adaptive(effort: string, efforts: readonly string[], { isToolForced }: ThinkingContext): { readonly thinking?: Block; readonly effort: string } {
  // There is nothing below `low`.
  const level = effort === 'minimal' ? 'low' : effort;
  if (!efforts.includes(level)) throw unsupported('reasoning_effort', `reasoning_effort must be one of ${efforts.join(', ')} for this model.`);
  // The effort counts for all tokens, with or without thinking. Summaries have to be asked for: newer models leave the text out.
  return isToolForced ? { effort: level } : { thinking: { type: 'adaptive', display: 'summarized' }, effort: level };
}
