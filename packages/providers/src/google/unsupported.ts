import { unsupported } from '../dialect/refusal.ts';
import type { ChatRequest } from '../types.ts';

type IsHarmless = (value: unknown) => boolean;

const never: IsHarmless = () => false;
const isFalse: IsHarmless = (value) => value === false;

/** Parameters of OpenAI's that Gemini has nothing for, with the values that ask for nothing. */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  prediction: never,
  audio: never,
  functions: never,
  function_call: never,
  moderation: never,
  store: isFalse,
  verbosity: (value) => value === 'medium',
  /** Google bills every search apart, and no price here says what one costs. */
  web_search_options: never,
};

/** Fields that are translated. */
const TRANSLATED =
  'model messages stream max_tokens max_completion_tokens temperature top_p top_k stop seed n presence_penalty frequency_penalty logprobs top_logprobs ' +
  'tools tool_choice parallel_tool_calls response_format reasoning_effort service_tier modalities image_config extra_body';
/** Ours, or such that they ask for nothing that shows in the answer. Gemini caches by itself: marks and keys of a cache change no answer. */
const MEANINGLESS = 'stream_options prompt_cache_key prompt_cache_retention prompt_cache_options cache_control models provider user safety_identifier metadata';
/** Gemini's own, in either of the spellings that its JSON takes. */
const NATIVE = 'safetySettings safety_settings cachedContent cached_content labels';

export const NATIVE_FIELDS: ReadonlySet<string> = new Set(NATIVE.split(' '));
const KNOWN = new Set([...TRANSLATED.split(' '), ...MEANINGLESS.split(' '), ...NATIVE_FIELDS]);

/**
 * Throws `unsupported_parameter` for the first parameter that cannot be honoured. Gemini answers every field that it does not know with an error
 * ("Cannot find field"), so that an unknown one is for another endpoint.
 */
export function refuseUnsupported(request: ChatRequest): void {
  for (const [parameter, value] of Object.entries(request)) {
    if (KNOWN.has(parameter) || value === undefined || value === null) continue;
    if (UNSUPPORTED[parameter]?.(value) !== true) throw unsupported(parameter);
  }
}
