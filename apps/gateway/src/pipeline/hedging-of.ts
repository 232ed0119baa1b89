import { ModelHubError } from '@modelhub/core/errors';
import type { HedgeWish } from '@modelhub/routing/types';
import type { SurfaceCall, SurfaceName } from '@modelhub/surfaces/types';

/** Where the same request twice does the same as once, but for what it costs. Pictures and speech are billed as soon as they are asked for. */
const CONVERSATIONS: ReadonlySet<SurfaceName> = new Set<SurfaceName>(['chat.completions', 'responses', 'messages', 'completions']);

/** Tools that only tell what to call: what happens then is the client's own doing. */
const CLIENTS_OWN: ReadonlySet<unknown> = new Set([undefined, 'function', 'custom']);

/**
 * What becomes of the wish for a second request. Where it would do harm, a request that asks for it is refused by name; one that a saved policy asks for is
 * made once.
 */
export function hedgingOf(wish: HedgeWish, { surface, request }: SurfaceCall): HedgeWish | null {
  const reason = harmOf(surface, request);
  if (reason === null) return wish;
  const { provider } = request;
  if (typeof provider !== 'object' || provider === null || !('hedge' in provider)) return null;
  throw new ModelHubError('unsupported_parameter', { message: `provider.hedge is not supported here: ${reason}.`, param: 'provider.hedge' });
}

function harmOf(surface: SurfaceName, request: SurfaceCall['request']): string | null {
  if (!CONVERSATIONS.has(surface)) return 'only conversations may be asked for twice';
  const { tools, web_search_options: search } = request;
  const isHosted = Array.isArray(tools) && tools.some((tool: { type?: unknown } | null) => !CLIENTS_OWN.has(tool?.type));
  return isHosted || (search !== undefined && search !== null) ? 'tools that the provider runs would run twice' : null;
}
