import { upstreamJson } from '../json-body.ts';
import { isTokenCount } from '../token-count.ts';
import type { TokenCounting } from '../types.ts';
import { API_VERSION } from './to-request.ts';

/** `POST /v1/messages/count_tokens` (platform.claude.com, "Token counting"), which costs nothing. */
export const anthropicTokenCounting: TokenCounting = {
  toUpstreamRequest({ request, body, endpoint, connection }) {
    return {
      path: '/v1/messages/count_tokens',
      headers: ['content-type', 'application/json', 'x-api-key', connection.apiKey, 'anthropic-version', API_VERSION],
      body: upstreamJson({ request, body, upstreamModel: endpoint.upstreamModel }),
    };
  },
  readCount(body) {
    try {
      const { input_tokens: counted } = JSON.parse(body.toString('utf8')) as { readonly input_tokens?: unknown };
      return isTokenCount(counted) ? Math.trunc(counted) : null;
    } catch {
      return null;
    }
  },
};
