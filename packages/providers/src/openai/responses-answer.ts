import { ModelHubError } from '@modelhub/core/errors';
import { parseExactly } from '../exact-json.ts';
import { removeSecrets, unreadable } from '../failure.ts';
import { OutputMeter } from '../output-meter.ts';
import type { AnswerContext, WholeAnswer } from '../types.ts';
import { responseIdOf } from './response-id.ts';
import { usageFromResponse } from './responses-usage.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The provider's response object as the client gets it: its id, and what is kept, are matters of ours. */
export function shownResponse(response: Fields, { generationId, request }: AnswerContext): Fields {
  return {
    ...response,
    id: responseIdOf(generationId),
    background: request['background'] ?? false,
    previous_response_id: request['previous_response_id'] ?? null,
    store: request['store'] ?? true,
  };
}

/** A whole response. One that failed at the provider is an error here, as it would be with any other provider. */
export function fromResponse(body: Buffer, context: AnswerContext, providerName: string): WholeAnswer {
  const response = parse(body);
  if (response === null || !Array.isArray(response['output'])) throw unreadable(providerName, `not a response: ${body.length} bytes`);
  if (response['status'] === 'failed') throw failureOf(response['error'], providerName);
  const usage = usageFromResponse(response);
  return {
    body: Buffer.from(JSON.stringify(shownResponse(response, context))),
    usage,
    outputTokensForwarded: usage === null ? writtenTokens(response['output']) : 0,
    finishReason: finishReasonOf(response),
    serviceTier: tierOf(response),
  };
}

/** Why a response ended, in the words of chat completions. */
export function finishReasonOf({ status, incomplete_details: details, output }: Fields): string | null {
  if (status === 'incomplete') return fieldsOf(details)['reason'] === 'content_filter' ? 'content_filter' : 'length';
  if (status !== 'completed') return null;
  const isCall = (item: unknown): boolean => String(fieldsOf(item)['type']).endsWith('_call') && fieldsOf(item)['call_id'] !== undefined;
  return Array.isArray(output) && output.some(isCall) ? 'tool_calls' : 'stop';
}

export function tierOf(response: Fields): string | null {
  return typeof response['service_tier'] === 'string' ? response['service_tier'] : null;
}

/** What a provider says of a response that it could not finish. */
export function failureOf(error: unknown, providerName: string): ModelHubError {
  const { code, message } = fieldsOf(error);
  const detail = removeSecrets([code, message].filter((text) => typeof text === 'string').join(' '));
  if (code === 'rate_limit_exceeded') {
    return new ModelHubError('rate_limit_exceeded', { message: `${providerName} is limiting our requests. Try again shortly.`, detail });
  }
  return new ModelHubError('provider_error', { message: `${providerName} broke off its answer.`, detail });
}

export function parse(text: Buffer | string): Fields | null {
  try {
    const value = parseExactly(text.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
  } catch {
    return null;
  }
}

function writtenTokens(output: readonly unknown[]): number {
  const meter = new OutputMeter();
  for (const item of output.map(fieldsOf)) {
    for (const text of [item['arguments'], item['input']]) if (typeof text === 'string') meter.add(Buffer.byteLength(text));
    for (const part of [item['content'], item['summary']].flatMap((parts) => (Array.isArray(parts) ? parts.map(fieldsOf) : []))) {
      const text = part['text'] ?? part['refusal'];
      if (typeof text === 'string') meter.add(Buffer.byteLength(text));
    }
  }
  return meter.tokens;
}

export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
