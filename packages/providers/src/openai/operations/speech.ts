import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { isTokenCount } from '../../token-count.ts';
import type { Operation } from '../../types.ts';
import { AudioFromEvents, AudioRelay } from './audio-relay.ts';
import { EventRelay, type EventReading } from './event-relay.ts';
import { fieldsOf, jsonRequest, type Fields, type Origin } from './origin.ts';

/** By `response_format`; `mp3` where it is absent. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  opus: 'audio/ogg',
  aac: 'audio/aac',
  flac: 'audio/flac',
  wav: 'audio/wav',
  pcm: 'audio/pcm',
};

/**
 * `POST /audio/speech` (API reference, "Create speech"), always streamed. Models that are billed by the character are counted here, and their audio
 * passes as it comes. Those that are billed by tokens tell the count only in a stream of events: they are always asked for that, and a client that
 * wants plain audio gets what the events hold.
 */
export function speech(origin: Origin): Operation {
  return {
    toUpstreamRequest(input) {
      const isByCharacter = isBilledByCharacter(input.endpoint);
      if (isByCharacter && wantsEvents(input.request)) throw noEvents();
      return jsonRequest('/audio/speech', input, isByCharacter || wantsEvents(input.request) ? {} : { stream_format: 'sse' });
    },
    fromResponse() {
      throw new Error('speech is always streamed');
    },
    streamTranslator({ endpoint, request }) {
      if (isBilledByCharacter(endpoint)) return new AudioRelay({ ...ZERO_USAGE, units: charactersOf(request['input']) });
      return wantsEvents(request) ? new EventRelay(origin, READING) : new AudioFromEvents(new EventRelay(origin, READING));
    },
    streamContentType({ request }) {
      if (wantsEvents(request)) return 'text/event-stream; charset=utf-8';
      const format = request['response_format'] ?? 'mp3';
      return (typeof format === 'string' ? CONTENT_TYPES[format] : undefined) ?? 'application/octet-stream';
    },
  };
}

function isBilledByCharacter({ prices }: Endpoint): boolean {
  return prices.some(({ unit }) => unit === 'character');
}

function wantsEvents(request: Fields): boolean {
  return request['stream_format'] === 'sse';
}

function noEvents(): ModelHubError {
  const message = 'stream_format "sse" is not offered for this model. Leave it out, or choose another model.';
  return new ModelHubError('unsupported_parameter', { message, param: 'stream_format' });
}

/** As people count them: a letter with its accent is one, and so is a picture. */
export function charactersOf(text: unknown): number {
  return typeof text === 'string' ? [...text].length : 0;
}

const READING: EventReading = {
  isLast: ({ type }) => type === 'speech.audio.done',
  usageOf: ({ usage }) => speechUsage(usage),
  outputTokensOf: () => 0,
};

/** What is read is text, what is spoken is audio. */
function speechUsage(value: unknown): TokenUsage | null {
  const { input_tokens: read, output_tokens: written } = fieldsOf(value);
  if (!isTokenCount(read) || !isTokenCount(written)) return null;
  return { ...ZERO_USAGE, input: Math.trunc(read), audioOutput: Math.trunc(written) };
}
