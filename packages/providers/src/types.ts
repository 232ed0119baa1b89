import type { Endpoint } from '@modelhub/catalog/types';
import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenUsage } from '@modelhub/core/token-usage';
import type { Readable } from 'node:stream';
import type { AnswerFacts, AnswerSink, StreamReader } from './answer.ts';
import type { BodyMarks } from './body-marks.ts';

/** Where and as whom a provider is called. */
export interface ProviderConnection {
  /** Without a trailing slash; paths of the adapter are appended. */
  readonly baseUrl: string;
  /** The key, or the token that stands for it at the moment. */
  readonly apiKey: string;
  /** What else a provider's credential consists of, by the names of `ProviderEntry.credentialFields`. */
  readonly extra?: Readonly<Record<string, string>>;
  /** The account behind the key is the customer's alone: what it holds and what it costs are its own concern. */
  readonly isCustomers?: boolean;
}

/** A parsed chat completion request in OpenAI's dialect; unknown fields are kept. */
export type ChatRequest = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly messages: readonly unknown[];
  readonly stream?: boolean | null;
};

export interface UpstreamRequest {
  /** Path and query, the base URL's own path included. */
  readonly path: string;
  /** Flat name/value list, as undici takes it. */
  readonly headers: string[];
  readonly body: Buffer | UpstreamForm;
}

/** A body that is made while it is sent, because it holds files. */
export interface UpstreamForm {
  /** In bytes, for `content-length`. */
  readonly length: number;
  open(): Readable;
}

export interface UpstreamRequestInput {
  readonly request: ChatRequest;
  /**
   * What the client sent, byte for byte: where nothing has to change, it is sent on as it is. Null where the request was written in another dialect
   * and `request` is its translation.
   */
  readonly body: Buffer | null;
  /** Of `body`, from who has asked for some already. */
  readonly marks?: BodyMarks | undefined;
  /** `request` has marks in place of long texts of messages: whoever writes it anew has to parse `body`. */
  readonly isOutline?: boolean;
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
}

/** A request in a dialect that client and provider share. */
export interface NativeRequestInput {
  readonly request: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  /** Of `body`, from who has asked for some already. */
  readonly marks?: BodyMarks | undefined;
  /** See `UpstreamRequestInput`; in the dialect of chat completions alone. */
  readonly isOutline?: boolean;
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
  /** Headers of the client that belong to the dialect, such as `anthropic-beta`; names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A whole answer, in the client's dialect. */
export interface WholeAnswer {
  readonly body: Buffer;
  readonly usage: TokenUsage | null;
  /** What was written, estimated without a tokenizer; 0 where `usage` says it. */
  readonly outputTokensForwarded: number;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
}

/**
 * Turns one upstream stream into one for the client, fed with bytes as they come, split anywhere. Never throws on odd input: what it cannot read
 * ends in `error`.
 *
 * The terminal part (usage chunk and `[DONE]`) is kept apart and comes from `end()`, so that the gateway can write its books
 * before the client learns that the answer is whole. A translator that is not complete has no terminal part.
 */
export interface StreamTranslator {
  /** Bytes for the client now; an empty buffer when there is nothing to send yet. */
  push(chunk: Buffer): Buffer;
  /** After the upstream's end, or as soon as `isComplete`: the rest for the client. */
  end(): Buffer;
  /** The last frames of a stream that broke after its beginning: an error, and no sign of a clean end. */
  fail(error: ModelHubError): Buffer;
  /** What the provider has reported so far; null while it has reported nothing. */
  readonly usage: TokenUsage | null;
  /** See `StreamReader`. */
  readonly isUsageFinal: boolean;
  readonly finishReason: string | null;
  readonly serviceTier: string | null;
  /** See `StreamReader`. */
  readonly outputTokensForwarded: number;
  /** The provider's terminal event was seen: without it the stream was cut. */
  readonly isComplete: boolean;
  /** The provider broke off with an error of its own, or sent what cannot be read. */
  readonly error: ModelHubError | null;
}

/** What a client's dialect needs to know to write an answer. */
export interface AnswerContext {
  /** What the client called the model, shown back to it. */
  readonly model: string;
  /** `gen_…`: the id of an answer whose provider gives none in the client's dialect. */
  readonly generationId: string;
  readonly createdAtSeconds: number;
  /** Stands in where a dialect tells the size of the prompt before the provider has. */
  readonly promptTokensEstimate: number;
  /** The request in the client's own dialect. */
  readonly request: Readonly<Record<string, unknown>>;
}

/** What a provider's dialect needs to know to read an answer. */
export interface ReadContext {
  /** The client may have asked for structured output, which an adapter may have turned into a forced tool. */
  readonly request: ChatRequest;
  readonly endpoint: Endpoint;
}

export type UpstreamHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** What a provider has said of the limits of an account, for one endpoint. */
export interface Headroom {
  /** What is left of the limit that is nearest, from 0 to 1. */
  readonly share: number;
  /** How long it is going to be as little as it is; 0 where there is plenty. */
  readonly lowForMs: number;
}

/** Null where the provider does not say. */
export type HeadroomReader = (headers: UpstreamHeaders, nowMs: number) => Headroom | null;

export interface UpstreamFailure {
  readonly error: ModelHubError;
  /** `client`: nobody else will do better. `credential`: this key cannot (401, 403, 429). `provider`: it failed. */
  readonly blame: 'client' | 'credential' | 'provider';
  readonly retryAfterMs: number | null;
  /** The provider does not take the credential at all, whatever it is asked for. Otherwise it may be about the one model. */
  readonly isAccountWide?: boolean;
}

/** One part of what a provider asks for to know its customer. */
export interface CredentialField {
  /** Where `ProviderConnection` has it: `apiKey` there, everything else in `extra`. */
  readonly name: string;
  readonly label: string;
  /** Never shown again once it is stored. What is none of these, a region, is stored in the same place. */
  readonly isSecret: boolean;
  readonly isOptional?: boolean;
  /** Longer than a line, such as the JSON of a service account. */
  readonly isMultiline?: boolean;
  /** How it looks, for people who have to find it. */
  readonly example?: string;
}

/** A provider as the registry lists it. */
export interface ProviderEntry {
  readonly adapter: ProviderAdapter;
  /** Speaks to the sandbox, which knows the dialects and no provider's ways of its own; `adapter` where it is absent. */
  readonly sandboxAdapter?: ProviderAdapter;
  /** Used unless `<PROVIDER>_BASE_URL` says otherwise, with fields of the credential in place of `{name}`; null where the address has to be given. */
  readonly defaultBaseUrl: string | null;
  /** Where the address follows from the credential in a way that no placeholder tells: from a location. Null where it is not to be had. */
  readonly addressOf?: (values: Readonly<Record<string, string | undefined>>) => string | null;
  /** For people who have to give it. */
  readonly baseUrlExample: string | null;
  /** What the sandbox's address has to be followed by to be this provider's base URL. */
  readonly sandboxPath: string;
  /** What a credential consists of; a single API key where it is absent. The first secret one is what people know it by. */
  readonly credentialFields?: readonly CredentialField[];
  /** Runs on the operator's machines: it is called wherever its address is given, with a key or without, and customers bring no keys for it. */
  readonly isOperatorsOwn?: true;
}

/** One question, one answer: everything that is not a conversation. Requests and answers are OpenAI's (for `rerank`: Cohere's) on the client's side. */
export interface Operation {
  /** Throws `unsupported_parameter` naming what this endpoint cannot do. */
  toUpstreamRequest(input: OperationInput): UpstreamRequest;
  /** Throws a `provider_error` when the body is not what the provider documents. */
  fromResponse(answer: OperationAnswer, context: OperationContext): WholeAnswer & { readonly contentType: string };
  /** Where an answer may come in pieces: speech as it is spoken, a transcript as it is written. */
  streamTranslator?(context: OperationContext): StreamTranslator;
  /** Of a streamed answer. Server-sent events where it is absent. */
  streamContentType?(context: OperationContext): string;
}

export interface OperationContext extends AnswerContext {
  readonly endpoint: Endpoint;
}

export interface OperationInput {
  /** The fields of the client's JSON body, or the text fields of its form. */
  readonly request: Readonly<Record<string, unknown>>;
  /** The client's JSON body, byte for byte; null for a form. */
  readonly body: Buffer | null;
  /** The files of a form. */
  readonly files: readonly FormFile[];
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
}

/** A file of a client's form. Its bytes stay where they were put when they arrived. */
export interface FormFile {
  readonly field: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  /** A stream from the beginning; may be asked for again for another attempt. */
  open(): Readable;
}

export interface OperationAnswer {
  readonly headers: UpstreamHeaders;
  readonly body: Buffer;
}

/** A provider's own dialect of conversations, into which every request can be translated and out of which every answer can. */
export interface ConversationDialect {
  /** Throws `unsupported_parameter` naming what this endpoint cannot do. */
  toUpstreamRequest(input: UpstreamRequestInput): UpstreamRequest;
  /** Tells the sink the whole answer. Throws a `provider_error` when the body is not what the provider documents. */
  readWhole(body: Buffer, sink: AnswerSink, context: ReadContext): AnswerFacts;
  streamReader(sink: AnswerSink, context: ReadContext): StreamReader;
}

/** A dialect that a provider shares with a client: bytes go through, and are only searched for what the books need. */
export interface NativeDialect {
  /** Whether a model is served in this dialect, where not all of the provider's are. */
  serves?(endpoint: Endpoint, connection: ProviderConnection): boolean;
  /** Throws `unsupported_parameter` naming what this endpoint cannot do. */
  toUpstreamRequest(input: NativeRequestInput): UpstreamRequest;
  /** Throws a `provider_error` when the body is not what the provider documents. */
  fromResponse(body: Buffer, context: AnswerContext): WholeAnswer;
  streamTranslator(context: AnswerContext): StreamTranslator;
}

/** Dialects of conversations that clients speak. */
export type ClientDialect = 'chat' | 'responses' | 'messages' | 'completions';

/** What a provider can be asked besides conversations; the names are those of the surfaces. */
export type OperationName =
  | 'embeddings'
  | 'moderations'
  | 'rerank'
  | 'images.generations'
  | 'images.edits'
  | 'audio.speech'
  | 'audio.transcriptions'
  | 'audio.translations';

export interface TokenCounting {
  toUpstreamRequest(input: NativeRequestInput): UpstreamRequest;
  /** Null where the answer holds no count. */
  readCount(body: Buffer): number | null;
}

/**
 * A provider as the pipeline sees it. Adapters are pure: they build requests and read answers, and know
 * nothing of sockets, tenants or databases.
 */
export interface ProviderAdapter {
  readonly id: string;
  /** What errors and pages call it. */
  readonly name: string;
  /** Null where a provider has no conversations, only operations. */
  readonly conversation: ConversationDialect | null;
  readonly native: Readonly<Partial<Record<ClientDialect, NativeDialect>>>;
  readonly operations: Readonly<Partial<Record<OperationName, Operation>>>;
  /** Where the provider counts a prompt of Anthropic's dialect without answering it. */
  readonly tokenCounting?: TokenCounting;
  /** Whether an endpoint can be called with this credential at all; every one where it is absent. Others are not planned for. */
  isReachable?(endpoint: Endpoint, connection: ProviderConnection): boolean;
  /** A non-2xx answer as a typed error. */
  toFailure(status: number, headers: UpstreamHeaders, body: Buffer): UpstreamFailure;
  /** What the provider calls the request, for a question to its support; null where it did not say. */
  providerRequestId(headers: UpstreamHeaders): string | null;
  /** What is left of the account's limits, where the provider says so with each answer. */
  readonly readHeadroom?: HeadroomReader;
}
