import type { Endpoint } from '@modelhub/catalog/types';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { ModelHubError } from '@modelhub/core/errors';
import { unreadable } from '../../failure.ts';
import { countOf, isTokenCount } from '../../token-count.ts';
import type { Operation, OperationContext, OperationName, WholeAnswer } from '../../types.ts';
import { EventRelay, type EventReading } from './event-relay.ts';
import { formRequest } from './images.ts';
import { fieldsOf, readAnswer, type Fields, type Origin } from './origin.ts';
import { subtitles, type Segment } from './subtitles.ts';

/** Formats that are no JSON, and therefore say nothing of what they cost. */
const TEXT_FORMATS: Readonly<Record<string, string>> = { text: 'text/plain; charset=utf-8', srt: 'application/x-subrip', vtt: 'text/vtt' };

/**
 * `POST /audio/transcriptions` and `/audio/translations` (API reference). Plain text and subtitles do not say what they cost: the provider is asked for
 * the JSON with the same content, and the client gets the format that it asked for, made from that.
 */
export function transcriptions(origin: Origin, name: Extract<OperationName, 'audio.transcriptions' | 'audio.translations'>): Operation {
  const path = name === 'audio.translations' ? '/audio/translations' : '/audio/transcriptions';
  return {
    toUpstreamRequest(input) {
      const { request, endpoint } = input;
      const asked = request['response_format'];
      return formRequest(
        path,
        input,
        typeof asked === 'string' && asked in TEXT_FORMATS ? { response_format: jsonFormat(asked, endpoint) } : billed(asked, endpoint),
      );
    },
    fromResponse: ({ body }, context) => readTranscript(body, context, origin),
    streamTranslator: () => new EventRelay(origin, READING),
  };
}

/** Seconds stand only in the wordy format. */
function billed(asked: unknown, endpoint: Endpoint): Fields {
  return isBilledBySecond(endpoint) && (asked === undefined || asked === null || asked === 'json') ? { response_format: 'verbose_json' } : {};
}

function jsonFormat(asked: string, endpoint: Endpoint): string {
  if (isBilledBySecond(endpoint)) return 'verbose_json';
  if (asked === 'text') return 'json';
  const message = `response_format "${asked}" is not offered for this model. Choose "json" or "text", or another model.`;
  throw new ModelHubError('unsupported_parameter', { message, param: 'response_format' });
}

function isBilledBySecond({ prices }: Endpoint): boolean {
  return prices.some(({ unit }) => unit === 'second');
}

function readTranscript(body: Buffer, { request, endpoint }: OperationContext, origin: Origin): WholeAnswer & { readonly contentType: string } {
  const answer = readAnswer(body, origin);
  const { text } = answer;
  if (typeof text !== 'string') throw unreadable(origin.providerName, 'a transcript without text');
  const facts = {
    usage: transcriptUsage(answer, endpoint),
    outputTokensForwarded: Math.ceil(Buffer.byteLength(text) / 4),
    finishReason: null,
    serviceTier: null,
  };
  const asked = request['response_format'] ?? 'json';
  if (asked === 'text') return { ...facts, body: Buffer.from(`${text}\n`), contentType: TEXT_FORMATS['text'] as string };
  if (asked === 'srt' || asked === 'vtt') {
    const { segments } = answer;
    if (!Array.isArray(segments)) throw unreadable(origin.providerName, 'a transcript without segments');
    return { ...facts, body: Buffer.from(subtitles(segments as Segment[], asked)), contentType: TEXT_FORMATS[asked] as string };
  }
  if (asked === 'json' && isBilledBySecond(endpoint)) {
    const usage = answer['usage'] ?? { type: 'duration', seconds: secondsOf(answer) };
    return { ...facts, body: Buffer.from(JSON.stringify({ text, usage })), contentType: 'application/json' };
  }
  return { ...facts, body, contentType: 'application/json' };
}

/** Tokens, or whole seconds, a begun one included. */
function transcriptUsage(answer: Fields, endpoint: Endpoint): TokenUsage | null {
  if (isBilledBySecond(endpoint)) {
    const seconds = secondsOf(answer);
    return seconds === null ? null : { ...ZERO_USAGE, units: Math.ceil(seconds) };
  }
  return tokensOf(answer['usage']);
}

function secondsOf(answer: Fields): number | null {
  const seconds = [fieldsOf(answer['usage'])['seconds'], answer['duration']].map(Number).find((value) => isTokenCount(value) && value > 0);
  return seconds ?? null;
}

function tokensOf(value: unknown): TokenUsage | null {
  const { input_tokens: read, output_tokens: written, input_token_details: parts } = fieldsOf(value);
  if (!isTokenCount(read) || !isTokenCount(written)) return null;
  const audioInput = Math.min(countOf(fieldsOf(parts)['audio_tokens']), Math.trunc(read));
  return { ...ZERO_USAGE, input: Math.trunc(read) - audioInput, audioInput, output: Math.trunc(written) };
}

const READING: EventReading = {
  isLast: ({ type }) => type === 'transcript.text.done',
  usageOf: ({ usage }) => tokensOf(usage),
  outputTokensOf: ({ type, delta }) => (type === 'transcript.text.delta' && typeof delta === 'string' ? Math.ceil(Buffer.byteLength(delta) / 4) : 0),
};
