import type { Fields } from '../../dialect/fields.ts';
import { unreadable } from '../../failure.ts';
import type { OperationInput, UpstreamRequest } from '../../types.ts';

export function cohereRequest(path: string, { connection }: OperationInput, body: Fields): UpstreamRequest {
  return {
    path,
    headers: ['content-type', 'application/json', 'authorization', `Bearer ${connection.apiKey}`],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Throws a `provider_error` for what is no object. */
export function readAnswer(body: Buffer): Fields {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    throw unreadable('Cohere', `not JSON: ${body.length} bytes`);
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw unreadable('Cohere', 'an answer that is no object');
  return answer as Fields;
}
