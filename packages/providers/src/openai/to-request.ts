import type { ChatRequest, UpstreamRequest, UpstreamRequestInput } from '../types.ts';

const MODEL_KEY = Buffer.from('"model"');
const USAGE_OPTION = Buffer.from('"stream_options":{"include_usage":true},');
const QUOTE = 0x22;
const COLON = 0x3a;
const OPENING_BRACE = 0x7b;

/** Fields that steer our routing and mean nothing to a provider. */
const OWN_FIELDS = ['models', 'provider'] as const;

/**
 * Sends the client's bytes on. Where the provider has another name for the model, that name is put in its place; where a stream
 * does not ask for its usage, the question is added. Only a body in which that cannot be done by cutting is written anew.
 */
export function toOpenAIRequest({ request, body, endpoint, connection }: UpstreamRequestInput): UpstreamRequest {
  return {
    path: '/chat/completions',
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${connection.apiKey}`],
    body: upstreamBody(request, { body, upstreamModel: endpoint.upstreamModel }),
  };
}

function upstreamBody(request: ChatRequest, source: { readonly body: Buffer; readonly upstreamModel: string }): Buffer {
  const needsUsage = request.stream === true && !asksForUsage(request);
  const mustRewrite = (needsUsage && request['stream_options'] != null) || OWN_FIELDS.some((field) => field in request);
  if (!mustRewrite) {
    const named =
      request.model === source.upstreamModel && hasOneModelKey(source.body) ? source.body : replaceModel(source.body, request.model, source.upstreamModel);
    // A null `stream_options` of the client comes later in the object and would win over ours.
    const canInsert = !needsUsage || !('stream_options' in request);
    if (named !== null && canInsert) return needsUsage ? insertFirst(named, USAGE_OPTION) : named;
  }
  return rewrite(request, { upstreamModel: source.upstreamModel, needsUsage });
}

export function asksForUsage(request: ChatRequest): boolean {
  const options = request['stream_options'] as { include_usage?: unknown } | null | undefined;
  return options?.include_usage === true;
}

function rewrite(request: ChatRequest, change: { readonly upstreamModel: string; readonly needsUsage: boolean }): Buffer {
  const copy: Record<string, unknown> = { ...request, model: change.upstreamModel };
  for (const field of OWN_FIELDS) delete copy[field];
  if (change.needsUsage) copy['stream_options'] = { ...(request['stream_options'] as object | null), include_usage: true };
  return Buffer.from(JSON.stringify(copy));
}

/**
 * The body with another model name, or null when cutting is not safe: with more than one `"model"` in the text, a provider
 * might read another one than we did.
 */
function replaceModel(body: Buffer, from: string, to: string): Buffer | null {
  const at = onlyModelKey(body);
  if (at < 0) return null;
  let valueAt = at + MODEL_KEY.length;
  while (isBlank(body[valueAt]) || body[valueAt] === COLON) valueAt += 1;
  const quoted = Buffer.from(JSON.stringify(from));
  if (body.compare(quoted, 0, quoted.length, valueAt, valueAt + quoted.length) !== 0) return null;
  return Buffer.concat([body.subarray(0, valueAt), Buffer.from(JSON.stringify(to)), body.subarray(valueAt + quoted.length)]);
}

function hasOneModelKey(body: Buffer): boolean {
  return onlyModelKey(body) >= 0;
}

function onlyModelKey(body: Buffer): number {
  const at = body.indexOf(MODEL_KEY);
  return at >= 0 && body.indexOf(MODEL_KEY, at + MODEL_KEY.length) < 0 ? at : -1;
}

/** The object with one more member at its beginning. */
function insertFirst(body: Buffer, member: Buffer): Buffer {
  let brace = 0;
  while (body[brace] !== OPENING_BRACE) brace += 1;
  let next = brace + 1;
  while (isBlank(body[next])) next += 1;
  const text = body[next] === QUOTE ? member : member.subarray(0, -1);
  return Buffer.concat([body.subarray(0, brace + 1), text, body.subarray(brace + 1)]);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
