import { BodyMarks } from '../body-marks.ts';
import { hasLongNumber, parseExactly } from '../exact-json.ts';
import type { NativeRequestInput, UpstreamRequest } from '../types.ts';
import { insertFirst, replaceModel } from './body-bytes.ts';
import { refuseResponsesRequest } from './responses-refused.ts';
import { refuseUnpricedTier } from './service-tier.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Responses are kept here and nowhere else: under a provider's account they would be kept for everybody who shares it. */
const NOT_STORED = Buffer.from('"store":false,');
/** Fields that steer our routing, and those that are done here: earlier turns are in the input already, and who does not wait is not waited for here. */
const OWN_FIELDS = ['models', 'provider', 'previous_response_id', 'background', 'store'] as const;

/** Sends the client's bytes on, with another model name and `store: false` put in by cutting. Only a body in which that cannot be done is written anew. */
export function toResponsesRequest({ request, body, marks = new BodyMarks(body), endpoint, connection }: NativeRequestInput): UpstreamRequest {
  refuseUnpricedTier(request, endpoint);
  if (connection.isCustomers !== true) refuseResponsesRequest(request, endpoint);
  return {
    path: '/responses',
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${connection.apiKey}`],
    body: (marks.isUnambiguous ? cut(request, body, endpoint.upstreamModel) : null) ?? rewrite(request, body, endpoint.upstreamModel),
  };
}

function cut(request: Fields, body: Buffer, upstreamModel: string): Buffer | null {
  if (OWN_FIELDS.some((field) => field in request)) return null;
  const model = String(request['model']);
  const named = model === upstreamModel ? body : replaceModel(body, model, upstreamModel);
  return named === null ? null : insertFirst(named, NOT_STORED);
}

function rewrite(request: Fields, body: Buffer, upstreamModel: string): Buffer {
  const text = body.toString('utf8');
  const copy: Record<string, unknown> = { ...(hasLongNumber(text) ? (parseExactly(text) as Fields) : request), model: upstreamModel };
  for (const field of OWN_FIELDS) delete copy[field];
  return Buffer.from(JSON.stringify({ ...copy, store: false }));
}
