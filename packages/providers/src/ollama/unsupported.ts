import { unsupported } from '../dialect/refusal.ts';
import { asObject, type Fields } from '../dialect/fields.ts';
import { MEANINGLESS, never, ONE_TIER, OPENAI_ALONE, refuse, type IsHarmless } from '../dialect/refuse.ts';
import type { ChatRequest } from '../types.ts';

/** What Ollama's chat has nothing for, and what is for those to say whose machine it is: how long a model stays in its memory. */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  ...OPENAI_ALONE,
  ...ONE_TIER,
  keep_alive: never,
  _debug_render_only: never,
};

/** Options of Ollama's own that say how tokens are chosen (docs/modelfile.md). The others are about the machine: its threads, its graphics cards. */
const OPTIONS = new Set(
  (
    'temperature top_p top_k min_p typical_p tfs_z seed stop repeat_last_n repeat_penalty presence_penalty frequency_penalty mirostat mirostat_tau ' +
    'mirostat_eta penalize_newline num_keep num_ctx'
  ).split(' '),
);

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: ChatRequest): void {
  refuse(request, UNSUPPORTED);
}

/** `options` as the client gave them natively. */
export function givenOptions(request: ChatRequest, contextTokensMax: number): Fields {
  const given = request['options'];
  if (given === undefined || given === null) return {};
  const options = asObject(given, 'options');
  for (const [name, value] of Object.entries(options)) {
    if (!OPTIONS.has(name)) throw unsupported(`options.${name}`);
    if (name === 'num_ctx' && (typeof value !== 'number' || value > contextTokensMax))
      throw unsupported('options.num_ctx', `options.num_ctx must be ${contextTokensMax} at most for this model.`);
  }
  return options;
}

const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens temperature top_p top_k min_p seed stop frequency_penalty presence_penalty repeat_penalty ' +
  'logprobs top_logprobs tools tool_choice parallel_tool_calls response_format reasoning_effort options';

/** Fields that are translated, refused, or ours; every other field is sent on as it is. */
export const HANDLED: ReadonlySet<string> = new Set([...TRANSLATED.split(' '), ...MEANINGLESS, ...Object.keys(UNSUPPORTED)]);
