const MODEL_KEY = Buffer.from('"model"');
const QUOTE = 0x22;
const COLON = 0x3a;

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
