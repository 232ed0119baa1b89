import type { Endpoint, Modality, ModelKind } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { ZERO_USAGE, type TokenComponent, type TokenUsage } from '@modelhub/core/token-usage';
import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { AnswerSink } from '@modelhub/providers/answer';
import { BodyMarks } from '@modelhub/providers/body-marks';
import type { ChatRequest, ConversationDialect, NativeDialect, ProviderAdapter, ReadContext } from '@modelhub/providers/types';
import { withSpeakerNames } from './chat/speaker-names.ts';
import { conversationFeatures } from './features/conversation-features.ts';
import { conversationModalities } from './features/input-modalities.ts';
import { FirstCallOnly } from './first-call-only.ts';
import { outlineOf, type Outline } from './outline/outline.ts';
import { parseJsonObject } from './read-body.ts';
import { TextCounter } from './text-counter.ts';
import { TranslatingStream } from './translating-stream.ts';
import type { CallTarget, ConversationRequest, ConversationSurface, PreparedCall, SurfaceCall, SurfaceName } from './types.ts';

/** Without a limit of its own an answer is expected to be of a usual length: token limits are about rates, not about money. */
const USUAL_OUTPUT_TOKENS = 1_000;
const CHATS: readonly ModelKind[] = ['chat'];

export interface IncomingCall {
  readonly body: Buffer;
  /** Of the client, in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/** One turn of a conversation in a client's dialect: goes through untouched where the provider shares the dialect, and is translated elsewhere. */
export class ConversationCall implements SurfaceCall {
  /** Of a long body its outline, which is all that most requests need. */
  readonly request: ConversationRequest;
  readonly promptTokens: number;
  readonly #surface: ConversationSurface;
  readonly #incoming: IncomingCall;
  readonly #marks: BodyMarks;
  /** Null where `request` is whole. */
  readonly #outline: Outline | null;
  #whole: ConversationRequest | null = null;
  /** Made when the first endpoint needs it. */
  #chatRequest: ChatRequest | null = null;
  #features: RequestFeatures | null = null;

  constructor(surface: ConversationSurface, incoming: IncomingCall) {
    this.#surface = surface;
    this.#incoming = incoming;
    const outlined = outlinedBy(surface, incoming.body);
    this.#outline = outlined?.outline ?? null;
    this.#marks = new BodyMarks(incoming.body, outlined?.outline.json);
    this.request = outlined?.request ?? surface.read(incoming.body);
    this.promptTokens = outlined?.promptTokens ?? surface.promptTokens(this.request);
  }

  get surface(): SurfaceName {
    return this.#surface.name;
  }

  get kinds(): readonly ModelKind[] {
    return this.#surface.kinds ?? CHATS;
  }

  get contextTokens(): number {
    return this.promptTokens;
  }

  get isStream(): boolean {
    return this.request.stream === true;
  }

  get inputModalities(): readonly Modality[] {
    return conversationModalities(this.request);
  }

  get features(): RequestFeatures {
    return (this.#features ??= conversationFeatures(this.request, {
      surface: this.surface,
      promptTokens: this.promptTokens,
      outputTokensMax: this.#surface.outputTokensLimit(this.request),
      texts: this.#outline?.texts,
    }));
  }

  toCountable(): ChatRequest | null {
    try {
      return (this.#chatRequest ??= withSpeakerNames(this.#surface.toChatRequest(this.#wholeRequest)));
    } catch {
      return null;
    }
  }

  canBeServedBy({ native, conversation }: ProviderAdapter): boolean {
    return conversation !== null || native[this.#surface.dialect] !== undefined;
  }

  mostUsage(endpoint: Endpoint): TokenUsage {
    return { ...ZERO_USAGE, input: this.promptTokens, output: this.#outputTokensMax(endpoint) };
  }

  mayUse(component: TokenComponent): boolean {
    const { modalities } = this.request;
    switch (component) {
      case 'cacheWrite5m':
        return this.#asksForCache;
      case 'cacheWrite1h':
        return this.#marks.hasHour && this.#asksForCache;
      case 'audioInput':
        return this.#marks.hasInputAudio;
      case 'audioOutput':
        return Array.isArray(modalities) && modalities.includes('audio');
      case 'imageOutput':
        return Array.isArray(modalities) && modalities.includes('image');
      case 'cachedInput':
      case 'reasoning':
        return true;
      default:
        return false;
    }
  }

  expectedTokens(endpoint: Endpoint): number {
    const most = this.#outputTokensMax(endpoint);
    const isLimited = this.#surface.outputTokensLimit(this.request) !== null;
    return this.promptTokens + (isLimited ? most : Math.min(most, USUAL_OUTPUT_TOKENS));
  }

  prepare(adapter: ProviderAdapter, target: CallTarget): PreparedCall {
    const native = adapter.native[this.#surface.dialect];
    if (native !== undefined && native.serves?.(target.endpoint, target.connection) !== false) return this.#passThrough(native, target);
    if (adapter.conversation !== null) return this.#translate(adapter.conversation, target);
    throw new ModelHubError('unsupported_parameter', { message: `${target.endpoint.model} has no conversations.`, param: 'model' });
  }

  #passThrough(native: NativeDialect, { endpoint, connection, context }: CallTarget): PreparedCall {
    const isOutline = this.#outline !== null;
    const asked = { request: this.request, body: this.#incoming.body };
    const { request, body } = this.#surface.toNative?.(asked) ?? asked;
    const marks = body === asked.body ? this.#marks : undefined;
    return {
      upstream: native.toUpstreamRequest({ request, body, marks, isOutline, endpoint, connection, headers: this.#nativeHeaders() }),
      fromResponse: ({ body }) => native.fromResponse(body, context),
      streamTranslator: () => native.streamTranslator(context),
    };
  }

  #translate(dialect: ConversationDialect, { endpoint, connection, context }: CallTarget): PreparedCall {
    const surface = this.#surface;
    const request = (this.#chatRequest ??= withSpeakerNames(surface.toChatRequest(this.#wholeRequest)));
    const reading: ReadContext = { request, endpoint };
    const body = request === this.#wholeRequest ? this.#incoming.body : null;
    const wanted = (sink: AnswerSink): AnswerSink => (request['parallel_tool_calls'] === false ? new FirstCallOnly(sink) : sink);
    return {
      upstream: this.#named(() => dialect.toUpstreamRequest({ request, body, marks: this.#marks, endpoint, connection })),
      fromResponse(answer) {
        const writer = surface.wholeWriter(context);
        const facts = dialect.readWhole(answer.body, wanted(writer), reading);
        return { ...facts, body: writer.body(facts), outputTokensForwarded: facts.usage === null ? writtenTokens(dialect, answer.body, reading) : 0 };
      },
      streamTranslator() {
        const writer = surface.streamWriter(context);
        return new TranslatingStream(dialect.streamReader(wanted(writer), reading), writer);
      },
    };
  }

  /** A provider's dialect names the fields of chat completions in what it refuses; the client is told of its own. */
  #named<T>(prepare: () => T): T {
    try {
      return prepare();
    } catch (error) {
      const name = this.#surface.nameOfField;
      if (name === undefined || !(error instanceof ModelHubError) || error.param === null) throw error;
      throw new ModelHubError(error.code, { message: error.message, param: name(error.param), cause: error });
    }
  }

  /** Parsed when somebody needs the long texts, too. */
  get #wholeRequest(): ConversationRequest {
    if (this.#outline === null) return this.request;
    return (this.#whole ??= this.#surface.read(this.#incoming.body));
  }

  /** Prompts are written to a cache at a price where they ask for it, in Anthropic's words or in Bedrock's. */
  get #asksForCache(): boolean {
    return this.#marks.hasCacheControl || this.#marks.hasCachePoint;
  }

  #outputTokensMax(endpoint: Endpoint): number {
    const limit = this.#surface.outputTokensLimit(this.request);
    const each = limit === null ? endpoint.outputTokensMax : Math.min(limit, endpoint.outputTokensMax);
    return each * this.#surface.choiceCount(this.request);
  }

  #nativeHeaders(): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const name of this.#surface.nativeHeaders) {
      const value = this.#incoming.headers[name];
      if (typeof value === 'string') headers[name] = value;
    }
    return headers;
  }
}

interface Outlined {
  readonly outline: Outline;
  readonly request: ConversationRequest;
  readonly promptTokens: number;
}

/** Null for a body that is to be read whole: because it is short, or its long texts stand where somebody looks for words. Throws what `read` would. */
function outlinedBy(surface: ConversationSurface, body: Buffer): Outlined | null {
  if (surface.checkOutline === undefined) return null;
  const outline = outlineOf(body);
  if (outline === null) return null;
  const request = surface.checkOutline(parseJsonObject(outline.json));
  const promptTokens = surface.promptTokens(request, outline.texts);
  return outline.texts.areAllFound ? { outline, request, promptTokens } : null;
}

function writtenTokens(dialect: ConversationDialect, body: Buffer, context: ReadContext): number {
  const counter = new TextCounter();
  dialect.readWhole(body, counter, context);
  return counter.tokens;
}
