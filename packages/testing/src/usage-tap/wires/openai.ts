import { NO_USAGE, type WireUsage } from '../record.ts';
import { count, object, objects, type Json, type Wire } from './wire.ts';

/** Chat completions, completions and embeddings. */
export const openaiWire: Wire = {
  usage: (message, before) => {
    const usage = tokens(message['usage']);
    return usage === null ? before : { usage, isFinal: true };
  },
  content: ({ choices }) => objects(choices).map((choice) => choice['delta'] ?? choice['message'] ?? choice['text']),
};

function tokens(value: unknown): WireUsage | null {
  if (typeof value !== 'object' || value === null) return null;
  const usage = object(value);
  const inside = object(usage['prompt_tokens_details']);
  const outside = object(usage['completion_tokens_details']);
  const cacheRead = count(inside['cached_tokens']);
  const audioInput = count(inside['audio_tokens']);
  const audioOutput = count(outside['audio_tokens']);
  return {
    ...NO_USAGE,
    uncachedInput: count(usage['prompt_tokens']) - cacheRead - audioInput,
    cacheRead,
    audioInput,
    textOutput: count(usage['completion_tokens']) - audioOutput,
    audioOutput,
    reasoning: count(outside['reasoning_tokens']),
  };
}

/** Images and transcriptions: their own counts by kind, or a duration. */
export const openaiMediaWire: Wire = {
  usage: (message, before) => {
    const usage = mediaTokens(message);
    return usage === null ? before : { usage, isFinal: true };
  },
  content: (message) => [message['delta'] ?? (message['type'] === undefined ? message['text'] : undefined)],
};

function mediaTokens(message: Json): WireUsage | null {
  const usage = object(message['usage']);
  if (usage['type'] === 'duration') return { ...NO_USAGE, units: count(usage['seconds']) };
  // Image models without a `usage` are billed by the image.
  if (message['usage'] === undefined || message['usage'] === null)
    return Array.isArray(message['data']) ? { ...NO_USAGE, units: message['data'].length } : null;
  const inside = object(usage['input_tokens_details'] ?? usage['input_token_details']);
  const imageInput = count(inside['image_tokens']);
  const audioInput = count(inside['audio_tokens']);
  const imageOutput = count(object(usage['output_tokens_details'])['image_tokens']);
  return {
    ...NO_USAGE,
    uncachedInput: count(usage['input_tokens']) - imageInput - audioInput,
    imageInput,
    audioInput,
    textOutput: count(usage['output_tokens']) - imageOutput,
    imageOutput,
  };
}
