import type { Endpoint } from '@modelhub/catalog/types';
import { parseExactly } from '../exact-json.ts';
import type { ProviderConnection, UpstreamRequest } from '../types.ts';
import { authorization, projectPath } from './address.ts';

/** platform.claude.com, "Claude on Vertex AI": the model stands in the path, the version in the body, everything else is as at Anthropic. */
const API_VERSION = 'vertex-2023-10-16';
/** Anthropic's headers that mean the same at Vertex AI. */
const PASSED_HEADERS: ReadonlySet<string> = new Set(['content-type', 'anthropic-beta']);

/** What Anthropic calls the model: versions are told apart by a dash there and by an `@` here. */
export function atAnthropic(endpoint: Endpoint): Endpoint {
  return { ...endpoint, upstreamModel: endpoint.upstreamModel.replace('@', '-') };
}

interface Target {
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
}

/** A request to Anthropic as one to Vertex AI. */
export function atVertex(asked: UpstreamRequest, { endpoint, connection }: Target): UpstreamRequest {
  if (!Buffer.isBuffer(asked.body)) throw new TypeError('a conversation is never a form');
  const { model: _model, ...body } = parseExactly(asked.body.toString('utf8')) as Readonly<Record<string, unknown>>;
  const method = body['stream'] === true ? 'streamRawPredict' : 'rawPredict';
  const headers = asked.headers.flatMap((name, at) => (at % 2 === 0 && PASSED_HEADERS.has(name) ? [name, asked.headers[at + 1] as string] : []));
  return {
    path: `${projectPath(connection)}/publishers/anthropic/models/${encodeURIComponent(endpoint.upstreamModel)}:${method}`,
    headers: [...headers, ...authorization(connection)],
    body: Buffer.from(JSON.stringify({ ...body, anthropic_version: API_VERSION })),
  };
}
