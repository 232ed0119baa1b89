import type { Endpoint } from '@modelhub/catalog/types';
import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';

/** Where and as whom a provider is called. */
export interface ProviderConnection {
  /** Without a trailing slash; paths of the adapter are appended. */
  readonly baseUrl: string;
  readonly apiKey: string;
}

/** A parsed chat completion request in OpenAI's dialect; unknown fields are kept. */
export type ChatRequest = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly messages: readonly unknown[];
  readonly stream?: boolean | null;
};

export interface UpstreamRequest {
  readonly path: string;
  /** Flat name/value list, as undici takes it. */
  readonly headers: string[];
  readonly body: Buffer;
}

/** A whole answer, in the client's dialect. */
export interface TranslatedResponse {
  readonly body: Buffer;
  readonly usage: TokenUsage | null;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
}

/**
 * Reads one upstream stream. Fed with bytes as they come, split anywhere; returns what the client gets. A translator never
 * throws on odd input: what it cannot read ends in `error`.
 */
export interface StreamTranslator {
  /** Bytes for the client now; an empty buffer when there is nothing to send yet. */
  push(chunk: Buffer): Buffer;
  /** After the upstream's end: the rest for the client. */
  end(): Buffer;
  /** What the provider has reported so far; null while it has reported nothing. */
  readonly usage: TokenUsage | null;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
  /** Tokens of output forwarded so far, estimated from what passed through. */
  readonly outputTokensForwarded: number;
  /** The provider's terminal event was seen: without it the stream was cut. */
  readonly isComplete: boolean;
  readonly error: ModelHubError | null;
}

/**
 * One provider dialect behind OpenAI chat completions. Adapters are pure: they build requests and read answers, and know
 * nothing of sockets, tenants or databases.
 */
export interface ProviderAdapter {
  readonly id: string;
  /** True where the client's bytes are the upstream's bytes but for the model name. */
  readonly isPassThrough: boolean;
  /**
   * Builds the upstream call. `body` is what the client sent; an adapter that changes nothing sends it on as it is.
   * Throws `unsupported_parameter` naming what this endpoint cannot do.
   */
  toUpstreamRequest(input: {
    readonly request: ChatRequest;
    readonly body: Buffer;
    readonly endpoint: Endpoint;
    readonly connection: ProviderConnection;
  }): UpstreamRequest;
  fromResponse(body: Buffer, context: TranslationContext): TranslatedResponse;
  streamTranslator(context: TranslationContext): StreamTranslator;
  /** A non-2xx answer as a typed error: what it means, whether another provider may do better. */
  toError(status: number, headers: Readonly<Record<string, string | string[] | undefined>>, body: Buffer): UpstreamFailure;
}

export interface TranslationContext {
  /** What the client called the model, shown back to it. */
  readonly model: string;
  readonly generationId: string;
  readonly createdAtSeconds: number;
  /** The client asked for the usage chunk. */
  readonly includeUsage: boolean;
}

export interface UpstreamFailure {
  readonly error: ModelHubError;
  /** `client`: the request is at fault, nobody else will do better. `credential`: this key is (401, 403, 429). `provider`: it failed. */
  readonly blame: 'client' | 'credential' | 'provider';
  readonly retryAfterMs: number | null;
}
