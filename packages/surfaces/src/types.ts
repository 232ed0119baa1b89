import type { Endpoint, Modality, ModelKind } from '@modelhub/catalog/types';
import type { ModelHubError } from '@modelhub/core/errors';
import type { TokenComponent, TokenUsage } from '@modelhub/core/token-usage';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { AnswerSink } from '@modelhub/providers/answer';
import type {
  AnswerContext,
  ChatRequest,
  ClientDialect,
  OperationAnswer,
  OperationName,
  ProviderAdapter,
  ProviderConnection,
  StreamTranslator,
  UpstreamRequest,
  WholeAnswer,
} from '@modelhub/providers/types';
import type { LongTexts } from './outline/long-texts.ts';
import type { Fields } from './read-body.ts';

/** Writes a streamed answer in a client's dialect: what the sink is told becomes bytes. */
export interface StreamWriter extends AnswerSink {
  /** What has been written since the last time; an empty buffer when there is nothing. */
  take(): Buffer;
  /** The terminal part of a whole answer. Kept apart, so that the books are written before the client learns that the answer is whole. */
  end(facts: { readonly usage: TokenUsage | null; readonly serviceTier: string | null }): Buffer;
  /** The last frames of a stream that broke: an error, and no sign of a clean end. */
  fail(error: ModelHubError): Buffer;
}

/** Writes a whole answer in a client's dialect. */
export interface WholeWriter extends AnswerSink {
  body(facts: { readonly usage: TokenUsage | null; readonly serviceTier: string | null }): Buffer;
}

/** A parsed and checked request in a client's dialect; unknown fields are kept. */
export type ConversationRequest = Readonly<Record<string, unknown>> & {
  readonly model: string;
  readonly stream?: boolean | null;
};

/** A request and its bytes, in a dialect that client and provider share. */
export interface NativeCall {
  readonly request: ConversationRequest;
  readonly body: Buffer;
}

/** One of the dialects in which clients have conversations. */
export interface ConversationSurface {
  readonly dialect: ClientDialect;
  /** What usage events call it. */
  readonly name: SurfaceName;
  /** Kinds of models that can serve it; models for chats where it is absent. */
  readonly kinds?: readonly ModelKind[];
  /** Headers of the client that belong to the dialect and go to a provider that speaks it, in lower case. */
  readonly nativeHeaders: readonly string[];
  /** Checks what routing, limits and metering rely on; everything else is the provider's to judge. Throws a 400 that names the field. */
  read(body: Buffer): ConversationRequest;
  /** As `read`, of a parsed body in which marks stand for long texts (see outline.ts). Absent where somebody looks at them. */
  checkOutline?(outline: Fields): ConversationRequest;
  /** The same request as a chat completion. Throws `unsupported_parameter` naming what only the dialect's own providers can do. */
  toChatRequest(request: ConversationRequest): ChatRequest;
  /** The same request for a provider that speaks the dialect, where it cannot have it as it is: without what only other providers can read. */
  toNative?(call: NativeCall): NativeCall;
  /** The client's name of a field that a provider's dialect knows by that of chat completions. */
  nameOfField?(field: string): string;
  /** Tokens of the prompt, estimated without a tokenizer (see estimate-tokens.ts). `texts` are those that an outline has marks for. */
  promptTokens(request: ConversationRequest, texts?: LongTexts): number;
  /** The most that one choice may write, where the client says so. */
  outputTokensLimit(request: ConversationRequest): number | null;
  choiceCount(request: ConversationRequest): number;
  streamWriter(context: AnswerContext): StreamWriter;
  wholeWriter(context: AnswerContext): WholeWriter;
}

/** Every way to ask for something that is billed, as usage events name it. */
export type SurfaceName = 'chat.completions' | 'responses' | 'messages' | 'completions' | OperationName;

/** One request, read by its surface: all that the pipeline needs to know of it. */
export interface SurfaceCall {
  readonly surface: SurfaceName;
  /** `model` is as the client wrote it. Of messages it may have marks in place of long texts. */
  readonly request: Readonly<Record<string, unknown>> & { readonly model: string };
  readonly isStream: boolean;
  /** Kinds of models that can serve it. */
  readonly kinds: readonly ModelKind[];
  /** Estimated; see estimate-tokens.ts. */
  readonly promptTokens: number;
  /** What it holds besides text, and a model has to take. */
  readonly inputModalities: readonly Modality[];
  /** What the steps of a policy look at; read when it is first asked for. */
  readonly features: RequestFeatures;
  /** The prompt for a tokenizer; null where there is nothing to count that way. */
  toCountable(): ChatRequest | null;
  /** The longest part of it that has to fit into a context window by itself. */
  readonly contextTokens: number;
  canBeServedBy(adapter: ProviderAdapter): boolean;
  /** The most that the request can use at an endpoint: what is reserved. */
  mostUsage(endpoint: Endpoint): TokenUsage;
  /** Whether what it reads or writes can be billed as such a component, and not only as plain input or output. */
  mayUse(component: TokenComponent): boolean;
  /** Tokens that it probably takes there, for limits on rates. */
  expectedTokens(endpoint: Endpoint): number;
  /** Throws `unsupported_parameter` naming what the endpoint cannot do: another one may. */
  prepare(adapter: ProviderAdapter, target: CallTarget): PreparedCall;
}

export interface CallTarget {
  readonly endpoint: Endpoint;
  readonly connection: ProviderConnection;
  readonly context: AnswerContext;
}

/** A request as it goes to one endpoint, and how its answer is read. */
export interface PreparedCall {
  readonly upstream: UpstreamRequest;
  fromResponse(answer: OperationAnswer): WholeAnswer & { readonly contentType?: string };
  streamTranslator(): StreamTranslator;
  /** Of a streamed answer. Server-sent events where it is absent. */
  readonly streamContentType?: string;
}
