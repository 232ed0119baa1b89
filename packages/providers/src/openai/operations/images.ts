import { ZERO_USAGE, type TokenUsage } from '@modelhub/core/token-usage';
import { ModelHubError } from '@modelhub/core/errors';
import { unreadable } from '../../failure.ts';
import { upstreamForm } from '../../form-body.ts';
import { countOf, isTokenCount } from '../../token-count.ts';
import type { Operation, OperationInput, UpstreamRequest, WholeAnswer } from '../../types.ts';
import { EventRelay, type EventReading } from './event-relay.ts';
import { fieldsOf, jsonRequest, readAnswer, type Fields, type Origin } from './origin.ts';
import { bearer } from '../bearer.ts';

/** `POST /images/generations` (API reference, "Create image"). */
export function imageGenerations(origin: Origin): Operation {
  return {
    toUpstreamRequest(input) {
      refuseUnpriced(input);
      return jsonRequest('/images/generations', input);
    },
    ...answers(origin),
  };
}

/** `POST /images/edits` (API reference, "Create image edit"): a form with pictures, or JSON with their addresses. */
export function imageEdits(origin: Origin): Operation {
  return {
    toUpstreamRequest(input) {
      refuseUnpriced(input);
      return input.body === null ? formRequest('/images/edits', input) : jsonRequest('/images/edits', input);
    },
    ...answers(origin),
  };
}

export function formRequest(path: string, { request, files, endpoint, connection }: OperationInput, changes: Fields = {}): UpstreamRequest {
  const form = upstreamForm({ ...request, model: endpoint.upstreamModel, ...changes, models: undefined, provider: undefined }, files);
  return { path, headers: ['content-type', form.contentType, ...bearer(connection)], body: form };
}

/** A picture that has one price is of one size and quality: the others cost more, and have no price here. */
function refuseUnpriced({ request, endpoint }: OperationInput): void {
  if (!endpoint.prices.some(({ unit }) => unit === 'image')) return;
  const isPriced = (value: unknown, standard: readonly string[]): boolean =>
    value === undefined || value === null || (typeof value === 'string' && standard.includes(value));
  if (!isPriced(request['quality'], ['standard', 'auto'])) throw noPrice('quality');
  if (!isPriced(request['size'], ['1024x1024', '512x512', '256x256', 'auto'])) throw noPrice('size');
}

function noPrice(parameter: string): ModelHubError {
  const message = `This ${parameter} has no price for this model. Leave it out, or choose another model.`;
  return new ModelHubError('unsupported_parameter', { message, param: parameter });
}

function answers(origin: Origin): Pick<Operation, 'fromResponse' | 'streamTranslator'> {
  return {
    fromResponse({ body }): WholeAnswer & { readonly contentType: string } {
      const answer = readAnswer(body, origin);
      const { data } = answer;
      if (!Array.isArray(data)) throw unreadable(origin.providerName, 'pictures without data');
      // Pictures that are priced by the piece are counted by us: the provider says no more than how many there are.
      const usage = { ...(imageUsage(answer['usage']) ?? ZERO_USAGE), units: data.length };
      return { body, contentType: 'application/json', usage, outputTokensForwarded: 0, finishReason: null, serviceTier: null };
    },
    streamTranslator: () => new EventRelay(origin, READING),
  };
}

const READING: EventReading = {
  isLast: ({ type }) => type === 'image_generation.completed' || type === 'image_edit.completed',
  usageOf: ({ usage }) => imageUsage(usage),
  outputTokensOf: () => 0,
};

/** Text and pictures are priced apart, both ways. */
export function imageUsage(value: unknown): TokenUsage | null {
  const { input_tokens: read, output_tokens: written, input_tokens_details: readParts, output_tokens_details: writtenParts } = fieldsOf(value);
  if (!isTokenCount(read) || !isTokenCount(written)) return null;
  const imageInput = Math.min(countOf(fieldsOf(readParts)['image_tokens']), Math.trunc(read));
  const cachedInput = Math.min(countOf(fieldsOf(readParts)['cached_tokens']), Math.trunc(read) - imageInput);
  const text = Math.min(countOf(fieldsOf(writtenParts)['text_tokens']), Math.trunc(written));
  return {
    ...ZERO_USAGE,
    input: Math.trunc(read) - imageInput - cachedInput,
    cachedInput,
    imageInput,
    output: text,
    imageOutput: Math.trunc(written) - text,
  };
}
