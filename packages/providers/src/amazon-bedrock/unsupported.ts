import { unsupported } from '../anthropic/unsupported.ts';
import type { ChatRequest } from '../types.ts';

type IsHarmless = (value: unknown) => boolean;

const never: IsHarmless = () => false;
const isFalse: IsHarmless = (value) => value === false;
const isZero: IsHarmless = (value) => value === 0;

/**
 * Parameters of OpenAI's that Converse has nothing for, with the values that ask for nothing. Dropping one in silence would change the
 * answer without anybody noticing.
 */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  n: (value) => value === 1,
  logprobs: isFalse,
  top_logprobs: isZero,
  logit_bias: (value) => typeof value === 'object' && value !== null && Object.keys(value).length === 0,
  presence_penalty: isZero,
  frequency_penalty: isZero,
  seed: never,
  prediction: never,
  audio: never,
  modalities: (value) => Array.isArray(value) && value.every((modality) => modality === 'text'),
  web_search_options: never,
  functions: never,
  function_call: never,
  moderation: never,
  store: isFalse,
  verbosity: (value) => value === 'medium',
};

/**
 * Parameters of Bedrock's and of its models' own that make a request cost more than the price it was admitted at, or let something else
 * than the model answer it (Amazon Bedrock User Guide, "Latency-optimized inference", "Prompt management").
 */
const UNPRICED: Readonly<Record<string, IsHarmless>> = {
  performanceConfig: (value) => (value as { latency?: unknown }).latency === 'standard',
  promptVariables: never,
  speed: (value) => value === 'standard',
  inference_geo: (value) => value === 'global',
  fallbacks: never,
  container: never,
  mcp_servers: never,
};

const REFUSED = Object.entries({ ...UNSUPPORTED, ...UNPRICED });

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: ChatRequest): void {
  for (const [parameter, isHarmless] of REFUSED) {
    const value = request[parameter];
    if (value !== undefined && value !== null && !isHarmless(value)) throw unsupported(parameter);
  }
}

/** The parameters above: none of them is sent on, not even with a harmless value. */
export const REFUSED_PARAMETERS: readonly string[] = REFUSED.map(([parameter]) => parameter);
