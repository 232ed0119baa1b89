import { EVENT_STREAM, sse } from '../dialects/dialect.ts';
import { stringOr, strings, type Json } from '../json.ts';
import { jsonReply, type Reply } from '../reply.ts';
import { estimateTokens } from '../usage.ts';
import { isTrue, numberIn, reportedCounts, type Operation, type OperationCall } from './operation.ts';
import { pngOf } from './png.ts';

/** Tokens of one picture, square and oblong (guide "Image generation", "Cost and latency"). */
const OUTPUT_TOKENS: Readonly<Record<string, readonly [number, number]>> = { low: [272, 408], medium: [1_056, 1_584], high: [4_160, 6_240] };
const INPUT_IMAGE_TOKENS = 323;

/** API reference, "Create image" and "Create image edit"; an edit has its pictures in a form, or in `images`. */
export const imageGenerations = images('image_generation');
export const imageEdits = images('image_edit');

function images(event: 'image_generation' | 'image_edit'): Operation {
  return {
    texts: ({ prompt }) => strings(prompt),
    answer: (call) => (isTrue(call.body['stream']) ? streamed(call, event) : whole(call)),
  };
}

function whole(call: OperationCall): Reply {
  const { body, reported, random, origin } = call;
  const count = numberIn(body['n']) ?? 1;
  const data = Array.from({ length: count }, () =>
    body['response_format'] === 'url'
      ? { url: `${origin}/_images/${random.between(0, 0xff_ffff).toString(36)}.png` }
      : { b64_json: pngOf(random).toString('base64') },
  );
  return jsonReply({ created: Math.floor(Date.now() / 1_000), ...shape(body), data, ...reportedCounts(usageOf(call, count), reported) });
}

/** Drafts, as many as asked for, and the picture. */
function streamed(call: OperationCall, event: string): Reply {
  const { body, random, reported } = call;
  const picture = { b64_json: pngOf(random).toString('base64'), created_at: Math.floor(Date.now() / 1_000), ...shape(body) };
  const drafts = Array.from({ length: numberIn(body['partial_images']) ?? 0 }, (_, index) => {
    const type = `${event}.partial_image`;
    return sse({ type, ...picture, partial_image_index: index }, type);
  });
  const type = `${event}.completed`;
  const done = sse({ type, ...picture, ...reportedCounts(usageOf(call, 1), reported) }, type);
  return { type: EVENT_STREAM, frames: [...drafts, done], isStream: true };
}

function shape(body: Json): Json {
  const given = (name: string, otherwise: string): string => {
    const value = stringOr(body[name], 'auto');
    return value === 'auto' ? otherwise : value;
  };
  return {
    background: given('background', 'opaque'),
    output_format: given('output_format', 'png'),
    quality: given('quality', 'high'),
    size: given('size', '1024x1024'),
  };
}

function usageOf({ body, files }: OperationCall, count: number): Json {
  const { quality, size } = shape(body);
  const [square, oblong] = OUTPUT_TOKENS[String(quality)] ?? [1_056, 1_584];
  const pictures = files.length + (Array.isArray(body['images']) ? body['images'].length : 0);
  const text = estimateTokens(strings(body['prompt']).join('\n'));
  const output = (size === '1024x1024' ? square : oblong) * count;
  const input = text + pictures * INPUT_IMAGE_TOKENS;
  return {
    input_tokens: input,
    input_tokens_details: { text_tokens: text, image_tokens: pictures * INPUT_IMAGE_TOKENS },
    output_tokens: output,
    output_tokens_details: { text_tokens: 0, image_tokens: output },
    total_tokens: input + output,
  };
}
