const MODEL_KEY = Buffer.from('"model"');
const TIER_KEY = Buffer.from('"service_tier"');
const STREAM_KEY = Buffer.from('"stream');
/** Small letters as JSON escapes, `\u0061` to `\u007a`: what a key would have to be written with to be overlooked. */
const LETTER_ESCAPES = [Buffer.from('\\u006'), Buffer.from('\\u007')];
const QUOTE = 0x22;
const COLON = 0x3a;

/**
 * Whether a provider is sure to read in these bytes what we read. Of a key that stands there twice, one parser takes the first and
 * another the last: a request could be priced as one model and be served by another.
 */
export function isUnambiguous(body: Buffer): boolean {
  if (LETTER_ESCAPES.some((escape) => body.includes(escape))) return false;
  const model = body.indexOf(MODEL_KEY);
  if (model < 0 || body.includes(MODEL_KEY, model + MODEL_KEY.length)) return false;
  const tier = body.indexOf(TIER_KEY);
  if (tier >= 0 && body.includes(TIER_KEY, tier + TIER_KEY.length)) return false;
  // `stream` and `stream_options`, each once.
  const stream = body.indexOf(STREAM_KEY);
  const other = stream < 0 ? -1 : body.indexOf(STREAM_KEY, stream + STREAM_KEY.length);
  if (other < 0) return true;
  return body[stream + STREAM_KEY.length] !== body[other + STREAM_KEY.length] && !body.includes(STREAM_KEY, other + STREAM_KEY.length);
}

/** The body with another model name, or null when the name does not stand there as we would write it. */
export function replaceModel(body: Buffer, from: string, to: string): Buffer | null {
  let valueAt = body.indexOf(MODEL_KEY) + MODEL_KEY.length;
  while (isBlank(body[valueAt]) || body[valueAt] === COLON) valueAt += 1;
  const quoted = Buffer.from(JSON.stringify(from));
  if (!body.subarray(valueAt, valueAt + quoted.length).equals(quoted)) return null;
  return Buffer.concat([body.subarray(0, valueAt), Buffer.from(JSON.stringify(to)), body.subarray(valueAt + quoted.length)]);
}

/** The object with one more member at its beginning. */
export function insertFirst(body: Buffer, member: Buffer): Buffer {
  const brace = body.indexOf('{');
  let next = brace + 1;
  while (isBlank(body[next])) next += 1;
  const text = body[next] === QUOTE ? member : member.subarray(0, -1);
  return Buffer.concat([body.subarray(0, brace + 1), text, body.subarray(brace + 1)]);
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
