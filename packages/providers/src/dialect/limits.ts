import type { Endpoint } from '@modelhub/catalog/types';
import { invalid } from './refusal.ts';
import type { ChatRequest } from '../types.ts';

/** How much may be written, at most what the endpoint can write; null where the client set no limit. */
export function outputLimit(request: ChatRequest, endpoint: Endpoint): number | null {
  const parameter = request['max_completion_tokens'] == null ? 'max_tokens' : 'max_completion_tokens';
  const asked = request[parameter];
  if (asked === undefined || asked === null) return null;
  if (typeof asked !== 'number' || !Number.isInteger(asked) || asked < 1) throw invalid(parameter, `${parameter} must be a whole number of at least 1.`);
  return Math.min(asked, endpoint.outputTokensMax);
}

/** `stop` as a list, which is empty where there is none. */
export function stopSequences(stop: unknown): readonly string[] {
  if (stop === undefined || stop === null) return [];
  if (typeof stop === 'string') return [stop];
  if (Array.isArray(stop) && stop.every((sequence) => typeof sequence === 'string')) return stop;
  throw invalid('stop', 'stop must be a text or a list of texts.');
}
