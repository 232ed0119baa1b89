/** How almost every piece of a stream stands on the wire before and behind its text: at the Gemini API, and at Vertex AI. */
const FORMS = [
  { head: '{"candidates": [{"content": {"parts": [{"text": "', tail: '}],"role": "model"},"index": 0}],"usageMetadata": ' },
  { head: '{"candidates": [{"content": {"role": "model","parts": [{"text": "', tail: '}]}}],"usageMetadata": ' },
] as const;
const AFTER_USAGE = ',"modelVersion": ';
const BACKSLASH = 0x5c;

export interface PlainPiece {
  readonly text: string;
  /** JSON that has not been looked at. */
  readonly usage: string;
}

/** The text of a piece that holds a text and nothing else, found without reading the rest of it, which is most of it; null for every other piece. */
export function plainPiece(data: string): PlainPiece | null {
  const form = data.startsWith(FORMS[0].head) ? FORMS[0] : data.startsWith(FORMS[1].head) ? FORMS[1] : null;
  if (form === null) return null;
  const from = form.head.length;
  const to = endOfText(data, from);
  if (to < 0 || !data.startsWith(form.tail, to + 1)) return null;
  const usageFrom = to + 1 + form.tail.length;
  const usageTo = data.indexOf(AFTER_USAGE, usageFrom);
  if (usageTo < 0 || !data.endsWith('}')) return null;
  const raw = data.slice(from, to);
  if (!raw.includes('\\')) return { text: raw, usage: data.slice(usageFrom, usageTo) };
  try {
    return { text: JSON.parse(`"${raw}"`) as string, usage: data.slice(usageFrom, usageTo) };
  } catch {
    return null;
  }
}

/** The quotation mark that ends a text; -1 where there is none. */
function endOfText(data: string, from: number): number {
  for (let at = data.indexOf('"', from); at >= 0; at = data.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (data.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
  return -1;
}
