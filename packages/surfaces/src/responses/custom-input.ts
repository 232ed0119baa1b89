/** The one argument of the function that stands for a custom tool. */
export const CUSTOM_INPUT = 'input';

/** What arguments begin with that hold nothing but the input. */
const HEAD = new RegExp(String.raw`^\s*\{\s*"${CUSTOM_INPUT}"\s*:\s*"`);
/** The head and some blanks: what is longer and does not fit will never fit. */
const HEAD_CHARS_MAX = 64;
const ESCAPE_CHARS = 2;
const UNICODE_ESCAPE_CHARS = 6;

/**
 * Takes the text out of `{"input":"…"}` while it comes, split anywhere. Arguments of another form, which a model may write all the same, are read as
 * a whole at the end, and are the input themselves where they are no JSON with an input.
 */
export class CustomInput {
  /** What has come and not been told. */
  #rest = '';
  #state: 'head' | 'text' | 'over' | 'other' = 'head';

  /** The piece of the input that this piece of the arguments completes. */
  push(fragment: string): string {
    if (this.#state === 'over') return '';
    this.#rest += fragment;
    if (this.#state === 'head') {
      const head = HEAD.exec(this.#rest);
      if (head === null && this.#rest.length > HEAD_CHARS_MAX) this.#state = 'other';
      if (head !== null) {
        this.#rest = this.#rest.slice(head[0].length);
        this.#state = 'text';
      }
    }
    return this.#state === 'text' ? this.#readString() : '';
  }

  /** The rest. */
  end(): string {
    return (this.#state === 'head' || this.#state === 'other') && this.#rest !== '' ? inputOf(this.#rest) : '';
  }

  #readString(): string {
    const text = this.#rest;
    let to = 0;
    while (to < text.length) {
      const character = text[to];
      if (character === '"') {
        this.#state = 'over';
        break;
      }
      const length = character === '\\' ? escapeLength(text, to) : 1;
      if (length === null || to + length > text.length) break;
      to += length;
    }
    this.#rest = text.slice(to);
    return decoded(text.slice(0, to));
  }
}

/** The length of an escape, the two halves of a surrogate pair taken together; null while that cannot be said. */
function escapeLength(text: string, at: number): number | null {
  if (at + 1 >= text.length) return null;
  if (text[at + 1] !== 'u') return ESCAPE_CHARS;
  const next = at + UNICODE_ESCAPE_CHARS;
  if (next > text.length) return null;
  const code = Number.parseInt(text.slice(at + 2, next), 16);
  if (code < 0xd8_00 || code > 0xdb_ff) return UNICODE_ESCAPE_CHARS;
  if (next + 2 > text.length) return null;
  return text.startsWith(String.raw`\u`, next) ? 2 * UNICODE_ESCAPE_CHARS : UNICODE_ESCAPE_CHARS;
}

/** A piece that is no JSON, because the model wrote a raw line break, say, is taken as it stands. */
function decoded(piece: string): string {
  if (!piece.includes('\\')) return piece;
  try {
    return JSON.parse(
      `"${piece
        .replaceAll('\n', String.raw`\n`)
        .replaceAll('\r', String.raw`\r`)
        .replaceAll('\t', String.raw`\t`)}"`,
    ) as string;
  } catch {
    return piece;
  }
}

function inputOf(text: string): string {
  try {
    const value = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
    const input = value?.[CUSTOM_INPUT];
    return typeof input === 'string' ? input : text;
  } catch {
    return text;
  }
}
