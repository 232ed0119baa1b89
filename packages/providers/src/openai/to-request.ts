import { ModelHubError } from '@modelhub/core/errors';
import type { Endpoint } from '@modelhub/catalog/types';
import { BodyMarks } from '../body-marks.ts';
import { hasLongNumber, parseExactly } from '../exact-json.ts';
import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';
import { bearer } from './bearer.ts';
import { insertFirst, replaceModel } from './body-bytes.ts';
import { refuseUnpricedTier } from './service-tier.ts';

const USAGE_OPTION = Buffer.from('"stream_options":{"include_usage":true},');

/** Fields that steer our routing and mean nothing to a provider. */
const OWN_FIELDS = ['models', 'provider'] as const;
/** What we handed out with an assistant's message of another dialect; OpenAI knows no such fields. */
const OWN_MESSAGE_FIELDS = ['reasoning_details', 'reasoning_content', 'is_error'] as const;
/** A mark of Anthropic's that clients of several providers send to all of them; OpenAI caches by itself and refuses it. */
const CACHE_MARK = 'cache_control';

/** Where a provider's requests differ from OpenAI's. */
export interface RequestDialect {
  /** Fields that have another name there, by OpenAI's. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** Fields that it answers with an error and that change nothing about an answer: they are left out. `stream_options` among them: it reports the usage of a
   * stream unasked. */
  readonly refuses?: readonly string[];
  /** It has a use for `cache_control`. */
  readonly wantsCacheMarks?: true;
  /** It reads the reasoning of earlier turns, which others do not know. */
  readonly wantsReasoningBack?: true;
}

/**
 * Sends the client's bytes on. Where the provider has another name for the model, that name is put in its place; where a stream
 * does not ask for its usage, the question is added. Only a body in which that cannot be done by cutting is written anew.
 */
export function toOpenAIRequest(
  { request, body, marks, isOutline = false, endpoint, connection }: UpstreamRequestInput,
  dialect: RequestDialect,
): UpstreamRequest {
  refuseUnpricedTier(request, endpoint);
  if (request['web_search_options'] != null && !isSearchPriced(endpoint)) {
    const message = 'web_search_options is not offered for this model: search on the web has no price here. Leave it out, or choose another model.';
    throw new ModelHubError('unsupported_parameter', { message, param: 'web_search_options' });
  }
  return {
    path: '/chat/completions',
    headers: ['content-type', 'application/json', ...bearer(connection)],
    body: upstreamBody(request, {
      body,
      marks: body === null ? null : (marks ?? new BodyMarks(body)),
      isOutline,
      upstreamModel: endpoint.upstreamModel,
      dialect,
    }),
  };
}

/** Models that search by themselves have a fee for each request, or for each search. */
function isSearchPriced({ prices }: Endpoint): boolean {
  return prices.some(({ perRequestNanoUsd, unit }) => perRequestNanoUsd > 0n || unit === 'search');
}

interface BodySource {
  readonly body: Buffer | null;
  /** Of `body`, where there is one. */
  readonly marks: BodyMarks | null;
  readonly isOutline: boolean;
  readonly upstreamModel: string;
  readonly dialect: RequestDialect;
}

function upstreamBody(request: ChatRequest, source: BodySource): Buffer {
  const { dialect } = source;
  const options = request['stream_options'];
  const mayAsk = dialect.refuses?.includes('stream_options') !== true;
  const needsUsage = mayAsk && request.stream === true && !asksForUsage(request) && (options == null || typeof options === 'object');
  const mustRewrite =
    (needsUsage && options != null) ||
    OWN_FIELDS.some((field) => field in request) ||
    hasOtherField(request, dialect) ||
    hasOwnMessageField(request, source) ||
    hasCacheMark(source);
  if (source.body !== null && !mustRewrite && source.marks?.isUnambiguous === true) {
    const named = request.model === source.upstreamModel ? source.body : replaceModel(source.body, request.model, source.upstreamModel);
    // A null `stream_options` of the client comes later in the object and would win over ours.
    const canInsert = !needsUsage || !('stream_options' in request);
    if (named !== null && canInsert) return needsUsage ? insertFirst(named, USAGE_OPTION) : named;
  }
  return rewrite(request, { ...source, needsUsage });
}

export function asksForUsage(request: Readonly<Record<string, unknown>>): boolean {
  const options = request['stream_options'] as { include_usage?: unknown } | null | undefined;
  return options?.include_usage === true;
}

function hasOtherField(request: ChatRequest, { renamed, refuses }: RequestDialect): boolean {
  if (refuses?.some((field) => field in request)) return true;
  return renamed !== undefined && Object.keys(renamed).some((field) => field in request);
}

function hasOwnMessageField(request: ChatRequest, { marks, dialect }: BodySource): boolean {
  if (marks?.hasReasoningKey !== true) return false;
  const fields = ownMessageFields(dialect);
  return request.messages.some((message) => fields.some((field) => isObject(message) && field in message));
}

function hasCacheMark({ marks, dialect }: BodySource): boolean {
  return dialect.wantsCacheMarks !== true && marks?.hasCacheControl === true;
}

function ownMessageFields({ wantsReasoningBack }: RequestDialect): readonly string[] {
  return wantsReasoningBack ? OWN_MESSAGE_FIELDS.filter((field) => field !== 'reasoning_content') : OWN_MESSAGE_FIELDS;
}

function rewrite(request: ChatRequest, change: BodySource & { readonly needsUsage: boolean }): Buffer {
  const text = change.body?.toString('utf8') ?? '';
  const source = change.isOutline || hasLongNumber(text) ? (parseExactly(text) as ChatRequest) : request;
  const copy: Record<string, unknown> = { ...source, model: change.upstreamModel };
  for (const field of OWN_FIELDS) delete copy[field];
  for (const field of change.dialect.refuses ?? []) delete copy[field];
  for (const [field, name] of Object.entries(change.dialect.renamed ?? {})) {
    if (copy[field] != null) copy[name] = copy[field];
    delete copy[field];
  }
  const own = ownMessageFields(change.dialect);
  const keepsMarks = change.dialect.wantsCacheMarks === true;
  if (Array.isArray(copy['messages'])) copy['messages'] = copy['messages'].map((message) => withoutMarks(withoutFields(message, own), keepsMarks));
  if (Array.isArray(copy['tools']) && !keepsMarks) copy['tools'] = copy['tools'].map((tool) => withoutFields(tool, [CACHE_MARK]));
  if (change.needsUsage) copy['stream_options'] = { ...(request['stream_options'] as object | null), include_usage: true };
  return Buffer.from(JSON.stringify(copy));
}

/** Marks stand on a message, or on the parts of its content. */
function withoutMarks(message: unknown, keepsMarks: boolean): unknown {
  if (keepsMarks || !isObject(message)) return message;
  const { content } = message;
  const parts = Array.isArray(content) ? { content: content.map((part) => withoutFields(part, [CACHE_MARK])) } : {};
  return withoutFields({ ...message, ...parts }, [CACHE_MARK]);
}

function withoutFields(message: unknown, fields: readonly string[]): unknown {
  if (!isObject(message) || !fields.some((field) => field in message)) return message;
  return Object.fromEntries(Object.entries(message).filter(([field]) => !fields.includes(field)));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
