import { anthropic } from './anthropic.ts';
import type { Dialect } from './dialect.ts';
import { vertexError } from './gemini.ts';

/** Claude at Vertex AI: Anthropic's messages, with the model in the path and the version in the body; keys and quotas are Google's. */
export const vertexAnthropic: Dialect = {
  ...anthropic,
  refusal(body, path) {
    if (body['anthropic_version'] !== 'vertex-2023-10-16') return 'anthropic_version: Field required';
    return body['model'] === undefined ? (anthropic.refusal?.(body, path) ?? null) : 'model: Extra inputs are not permitted';
  },
  error: (kind, about) => (kind === 'invalid-key' || kind === 'rate-limit' ? vertexError(kind) : anthropic.error(kind, about)),
};
