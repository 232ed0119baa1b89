import { never, NO_SAMPLING, only, OPENAI_ALONE, refuse, type IsHarmless } from '../dialect/refuse.ts';
import type { ChatRequest } from '../types.ts';

/** What Converse has nothing for. */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = {
  ...OPENAI_ALONE,
  ...NO_SAMPLING,
  // Bedrock's and its models' own that make a request cost more than the price it was admitted at, or let something else than the model answer it
  // (Amazon Bedrock User Guide, "Latency-optimized inference", "Prompt management").
  performanceConfig: (value) => (value as { latency?: unknown }).latency === 'standard',
  promptVariables: never,
  speed: only('standard'),
  inference_geo: only('global'),
  fallbacks: never,
  container: never,
  mcp_servers: never,
};

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: ChatRequest): void {
  refuse(request, UNSUPPORTED);
}

/** The parameters above: none of them is sent on, not even with a harmless value. */
export const REFUSED_PARAMETERS: readonly string[] = Object.keys(UNSUPPORTED);
