import type { IncomingHttpHeaders } from 'node:http';

/** How a host is shown who calls. None of them knows which keys are good: any in the right form and place is. */
export type KeyForm = (headers: IncomingHttpHeaders, query: URLSearchParams) => boolean;

export const bearerKey: KeyForm = ({ authorization }) => /^Bearer \S+$/.test(authorization ?? '');

const header =
  (name: string): KeyForm =>
  (headers) =>
    typeof headers[name] === 'string' && headers[name] !== '';

/** Its SDKs have sent a key in either header, by their version. */
export const anthropicKey: KeyForm = (headers, query) => header('x-api-key')(headers, query) || bearerKey(headers, query);

/** Azure takes a key of the resource, or a token of Entra ID. */
export const azureKey: KeyForm = (headers, query) => header('api-key')(headers, query) || bearerKey(headers, query);

/** Claude at Azure takes a key in Azure's header or in Anthropic's. */
export const azureAnthropicKey: KeyForm = (headers, query) => azureKey(headers, query) || anthropicKey(headers, query);

export const geminiKey: KeyForm = (headers, query) => header('x-goog-api-key')(headers, query) || (query.get('key') ?? '') !== '' || bearerKey(headers, query);

/** A request signed for Bedrock (Signature Version 4), or one of its API keys. */
export const awsKey: KeyForm = (headers, query) =>
  bearerKey(headers, query) ||
  (typeof headers['x-amz-date'] === 'string' &&
    /^AWS4-HMAC-SHA256 Credential=[^/]+\/\d{8}\/[a-z0-9-]+\/bedrock\/aws4_request, SignedHeaders=[^,]*\bhost\b[^,]*, Signature=[0-9a-f]{64}$/.test(
      headers.authorization ?? '',
    ));

export const noKey: KeyForm = () => true;
