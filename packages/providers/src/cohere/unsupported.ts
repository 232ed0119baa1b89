import { MEANINGLESS, never, only, ONE_TIER, OPENAI_ALONE, refuse, type IsHarmless } from '../dialect/refuse.ts';
import { offeredTools } from '../dialect/tools.ts';
import { unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';

/** What Cohere's chat has nothing for (docs.cohere.com/reference/chat). */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  ...OPENAI_ALONE,
  ...ONE_TIER,
  // Probabilities are those of the tokens that were chosen, never of others.
  top_logprobs: only(0),
  // The preview models of the first version; and a prompt that is not made of messages.
  raw_prompting: only(false),
  connectors: never,
};

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: ChatRequest): void {
  refuse(request, UNSUPPORTED);
  if (offeredTools(request).isOneAtATime) throw unsupported('parallel_tool_calls', 'This model decides itself how many tools it calls at once.');
}

const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens temperature top_p top_k seed stop frequency_penalty presence_penalty logprobs tools tool_choice ' +
  'parallel_tool_calls response_format reasoning_effort';

/** Fields that are translated, refused, or ours; every other field is sent on as it is: `documents`, `safety_mode`, `citation_options`, `thinking`. */
export const HANDLED: ReadonlySet<string> = new Set([...TRANSLATED.split(' '), ...MEANINGLESS, ...Object.keys(UNSUPPORTED)]);
