import type { CredentialValues } from '@modelhub/access/credential-cipher';
import { ModelHubError } from '@modelhub/core/errors';
import { connectionOf, defaultAddressOf } from '@modelhub/providers/credential';
import { readErrorBody, removeSecrets } from '@modelhub/providers/failure';
import type { ProviderEntry, UpstreamRequest } from '@modelhub/providers/types';
import type { Dispatcher } from 'undici';
import { checkModel } from './check-model.ts';

/** What a provider said to a key. */
export type CredentialCheck =
  | { readonly kind: 'works'; readonly model: string; readonly tookMs: number }
  /** The key is known; something else is not as the test expected. */
  | { readonly kind: 'accepted'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }
  /** The key is known and has no room: a rate limit, or an account without money. */
  | { readonly kind: 'limited'; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string };

export interface CheckedCredential {
  readonly providerId: string;
  readonly entry: ProviderEntry;
  readonly values: CredentialValues;
  readonly baseUrl: string | null;
}

const TIMEOUT_MS = 20_000;
const BODY_BYTES_MAX = 256 * 1024;
const MESSAGE_CHARS_MAX = 300;
/** The least that models with a floor on it accept. */
const OUTPUT_TOKENS = 16;

/**
 * Asks a provider for a few tokens with a key, the way the gateway would: only an answer proves that a key works, and that its account may use models.
 * Resolves to what the provider said, whatever it was.
 */
export async function checkCredential(outbound: Dispatcher, credential: CheckedCredential): Promise<CredentialCheck> {
  const { entry } = credential;
  const address = credential.baseUrl ?? defaultAddressOf(entry, credential.values);
  const endpoint = checkModel(credential.providerId);
  if (address === null || endpoint === undefined || entry.adapter.conversation === null) {
    return { kind: 'unreachable', message: `${entry.adapter.name} has nothing here that a test could ask for. The key can be saved without it.` };
  }
  const connection = connectionOf(credential.values, address);
  const request = { model: endpoint.upstreamModel, messages: [{ role: 'user', content: 'Say OK.' }], max_tokens: OUTPUT_TOKENS };
  const startedAtMs = performance.now();
  try {
    const upstream = entry.adapter.conversation.toUpstreamRequest({ request, body: null, endpoint, connection });
    const answer = await send(outbound, connection.baseUrl, upstream);
    if (answer.status >= 200 && answer.status < 300) return { kind: 'works', model: endpoint.model, tookMs: Math.round(performance.now() - startedAtMs) };
    return judge(entry, answer);
  } catch (error) {
    return { kind: 'unreachable', message: unreachableMessage(entry.adapter.name, error) };
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Dispatcher.ResponseData['headers'];
  readonly body: Buffer;
}

async function send(outbound: Dispatcher, baseUrl: string, { path, headers, body }: UpstreamRequest): Promise<Answer> {
  if (!Buffer.isBuffer(body)) throw new Error('a test has no files');
  const { origin, pathname } = new URL(baseUrl);
  const response = await outbound.request({
    origin,
    path: (pathname === '/' ? '' : pathname) + path,
    method: 'POST',
    headers,
    body,
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES_MAX) break;
    chunks.push(chunk);
  }
  return { status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) };
}

function judge({ adapter }: ProviderEntry, { status, headers, body }: Answer): CredentialCheck {
  const { blame, error } = adapter.toFailure(status, headers, body);
  const said = removeSecrets(readErrorBody(body).message).slice(0, MESSAGE_CHARS_MAX).trim();
  const words = said === '' ? `${adapter.name} answered with status ${status}.` : `${adapter.name} says: ${said}`;
  if (status >= 300 && status < 400) return { kind: 'unreachable', message: `The address answers with a redirect (${status}), which is not followed.` };
  if (status === 401 || status === 403) return { kind: 'refused', message: words };
  if (blame === 'credential') return { kind: 'limited', message: words };
  // What is wrong with the model or the request is found out after the key was looked at.
  if (blame === 'client' || status === 404) return { kind: 'accepted', message: words };
  return { kind: 'unreachable', message: said === '' ? error.message : words };
}

function unreachableMessage(name: string, error: unknown): string {
  if (error instanceof ModelHubError) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_FORBIDDEN_ADDRESS') return 'This host is not reachable from the internet: its address is a private or reserved one.';
  if (error instanceof Error && error.name === 'TimeoutError') return `${name} did not answer within ${TIMEOUT_MS / 1_000} seconds.`;
  return `${name} cannot be reached at this address${/^[A-Z_]+$/.test(code) ? ` (${code})` : ''}.`;
}
