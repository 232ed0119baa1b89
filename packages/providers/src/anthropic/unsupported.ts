import { never, NO_SAMPLING, only, OPENAI_ALONE, refuse, type IsHarmless } from '../dialect/refuse.ts';

/**
 * Parameters of Anthropic's own that make a request cost more than the price it was admitted at (faster or regional service), let
 * another model answer it, or name something of our own account (platform.claude.com, "Pricing", "Fast mode", "Refusals and fallback").
 */
const UNPRICED: Readonly<Record<string, IsHarmless>> = {
  speed: only('standard'),
  inference_geo: only('global'),
  fallbacks: never,
  container: never,
  mcp_servers: never,
  workspace_id: never,
  user_profile_id: never,
};

/** What the Messages API has nothing for. */
const UNSUPPORTED: Readonly<Record<string, IsHarmless>> = { ...OPENAI_ALONE, ...NO_SAMPLING, ...UNPRICED };

/** Throws `unsupported_parameter` for the first parameter that cannot be honoured. */
export function refuseUnsupported(request: Readonly<Record<string, unknown>>): void {
  refuse(request, UNSUPPORTED);
}

/** The same in Anthropic's own dialect, in which everything can be honoured that has a price. */
export function refuseUnpriced(request: Readonly<Record<string, unknown>>): void {
  refuse(request, UNPRICED);
}

/** The parameters above: none of them is sent on, not even with a harmless value. */
export const REFUSED_PARAMETERS: readonly string[] = Object.keys(UNSUPPORTED);
