import { unreadable } from '../../failure.ts';
import { upstreamJson } from '../../json-body.ts';
import type { OperationInput, UpstreamRequest } from '../../types.ts';
import { bearer } from '../bearer.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** Whose operations these are, for errors. */
export interface Origin {
  readonly providerName: string;
}

/** A JSON request to one of OpenAI's paths. `changes` are fields to set, or with `undefined` to leave out. */
export function jsonRequest(path: string, input: OperationInput, changes: Fields = {}): UpstreamRequest {
  const { request, body, endpoint, connection } = input;
  return {
    path,
    headers: ['content-type', 'application/json', ...bearer(connection)],
    body: upstreamJson({ request, body, upstreamModel: endpoint.upstreamModel, changes }),
  };
}

/** A JSON answer as an object. */
export function readAnswer(body: Buffer, { providerName }: Origin): Fields {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable(providerName, `not JSON: ${body.length} bytes`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable(providerName, 'an answer that is no object');
  return value as Fields;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
