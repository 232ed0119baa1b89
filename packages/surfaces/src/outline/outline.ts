import { isAscii, isUtf8 } from 'node:buffer';
import { JsonStrings } from './json-strings.ts';
import { LongTexts } from './long-texts.ts';

/** Shorter bodies are parsed whole in less time. */
const BODY_BYTES_MIN = 8 * 1024;
/** Shorter texts are parsed in less time than they are left out. */
const TEXT_BYTES_MIN = 1024;
/** After that many bytes it is known whether texts are long enough for it to be worth while. */
const SAMPLE_BYTES = 8 * 1024;

const QUOTE = 0x22;
const COLON = 0x3a;
/** Where messages have their texts, and their pictures, recordings and files as texts. */
const TEXT_KEYS: ReadonlySet<string> = new Set(['content', 'text', 'url', 'data', 'file_data']);

/** A JSON body without its long texts: everything else of it, in far fewer characters. */
export interface Outline {
  readonly json: string;
  readonly texts: LongTexts;
}

/**
 * Leaves the long texts out of a body, after it was seen that they are what JSON allows: decoding and parsing 100 KB costs more than all the rest of a request,
 * for texts that go on as the bytes that they are. What is left is not checked: it is valid exactly where the body is. Null where nothing is to be left out, or
 * something is wrong: then the whole is to be parsed.
 */
export function outlineOf(body: Buffer): Outline | null {
  if (body.length < BODY_BYTES_MIN || !isUtf8(body)) return null;
  const encoding = isAscii(body) ? 'latin1' : 'utf8';
  const strings = new JsonStrings(body);
  const texts = new LongTexts(body);
  let json = '';
  let keptFrom = 0;
  let leftOut = 0;
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] !== QUOTE) continue;
    const keyFrom = at + 1;
    at = strings.endOf(keyFrom);
    if (at < 0) return null;
    if (at > SAMPLE_BYTES && leftOut < at / 2) return null;
    if (!isTextKey(body, keyFrom, at)) continue;
    const textFrom = valueAfter(body, at + 1);
    if (textFrom < 0) continue;
    at = strings.endOf(textFrom);
    if (at < 0) return null;
    const raw = at - textFrom;
    if (raw < TEXT_BYTES_MIN) continue;
    const units = raw - strings.unitsLess - (encoding === 'latin1' ? 0 : strings.continuations(textFrom, at));
    json += body.toString(encoding, keptFrom, textFrom - 1) + texts.add(textFrom, at, { units, bytes: raw - strings.bytesLess });
    leftOut += raw;
    keptFrom = at + 1;
  }
  return texts.count === 0 ? null : { json: json + body.toString(encoding, keptFrom), texts };
}

function isTextKey(body: Buffer, from: number, to: number): boolean {
  switch (to - from) {
    case 3:
    case 4:
    case 7:
    case 9:
      return TEXT_KEYS.has(body.toString('latin1', from, to));
    default:
      return false;
  }
}

/** Where the text begins that follows a key; -1 where none does. */
function valueAfter(body: Buffer, from: number): number {
  let at = skipBlanks(body, from);
  if (body[at] !== COLON) return -1;
  at = skipBlanks(body, at + 1);
  return body[at] === QUOTE ? at + 1 : -1;
}

function skipBlanks(body: Buffer, from: number): number {
  let at = from;
  while (body[at] === 0x20 || body[at] === 0x0a || body[at] === 0x0d || body[at] === 0x09) at += 1;
  return at;
}
