/** The head of a request that is read here. */
export interface RequestHead {
  readonly path: string;
  /** Names are in lower case, and each came once. */
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body; above 0. */
  readonly contentLength: number;
}

const METHOD = 'POST ';
const PATH = /^\/[\x21-\x7e]*$/;
const VERSION = ' HTTP/1.1\r\n';
/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\da-z]+$/;
/** Anything but text, a line that does not end as lines have to, and one that goes on in the next. */
const NOT_IN_A_HEAD = /[^\t\r\n\x20-\x7e\x80-\xff]|\r(?!\n|$)|(?<!\r)\n|\n[\t ]/;
const DIGITS = /^\d{1,12}$/;
const JSON_TYPE = 'application/json';
/** With these a request or its connection is something special. */
const UNUSUAL = ['transfer-encoding', 'expect', 'upgrade', 'trailer'];

/**
 * Reads the head of a plain `POST` of JSON with a known length. Null for all else: what is unusual, or wrong, is somebody else's to read. `text` ends with the
 * end of the last header's line.
 */
export function readHead(text: string): RequestHead | null {
  if (!text.startsWith(METHOD) || NOT_IN_A_HEAD.test(text)) return null;
  const pathEnd = text.indexOf(' ', METHOD.length);
  if (pathEnd < 0 || !text.startsWith(VERSION, pathEnd)) return null;
  const path = text.slice(METHOD.length, pathEnd);
  const headers = readHeaders(text, pathEnd + VERSION.length);
  if (headers === null || !PATH.test(path) || !isPlain(headers)) return null;
  return { path, headers, contentLength: Number(headers['content-length']) };
}

/** Whether these first bytes can become the head of such a request. */
export function mayBecomeHead(bytes: Buffer): boolean {
  const text = bytes.toString('latin1');
  return METHOD.startsWith(text.slice(0, METHOD.length)) && !NOT_IN_A_HEAD.test(text);
}

/** Whether a request with these headers is one that is read here. */
export function isPlain(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const { host, connection, 'content-length': length, 'content-type': type, 'content-encoding': encoding } = headers;
  if (typeof host !== 'string' || host === '') return false;
  if (typeof length !== 'string' || !DIGITS.test(length) || Number(length) === 0) return false;
  if (typeof type !== 'string' || !isJson(type)) return false;
  if (encoding !== undefined && encoding !== 'identity') return false;
  if (connection !== undefined && (typeof connection !== 'string' || connection.toLowerCase() !== 'keep-alive')) return false;
  return UNUSUAL.every((name) => headers[name] === undefined);
}

function isJson(type: string): boolean {
  if (type === JSON_TYPE) return true;
  const following = type.charAt(JSON_TYPE.length);
  return (following === ';' || following === ' ') && type.slice(0, JSON_TYPE.length).toLowerCase() === JSON_TYPE;
}

function readHeaders(text: string, from: number): Record<string, string> | null {
  const headers: Record<string, string> = {};
  for (let start = from; start < text.length;) {
    const end = text.indexOf('\r\n', start);
    const colon = text.indexOf(':', start);
    if (end < 0 || colon < 0 || colon > end) return null;
    const name = nameOf(text.slice(start, colon));
    if (name === null || headers[name] !== undefined) return null;
    headers[name] = valueOf(text, colon + 1, end);
    start = end + 2;
  }
  return headers;
}

/** Without the spaces and tabs around it. */
function valueOf(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

/** Names in lower case by how they were written: the same few come with every request. */
const names = new Map<string, string>();
const NAMES_MAX = 1_000;

/** Null where it is no name: a space before the colon, or a line that goes on in the next. */
function nameOf(written: string): string | null {
  const known = names.get(written);
  if (known !== undefined) return known;
  const name = written.toLowerCase();
  if (!TOKEN.test(name) || name === '__proto__') return null;
  if (names.size < NAMES_MAX) names.set(written, name);
  return name;
}
