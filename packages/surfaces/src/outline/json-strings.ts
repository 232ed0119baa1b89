/** What a byte is inside of a string: text, the quote that ends it, the beginning of an escape, or a control character, which is no JSON. */
const TEXT = 0;
const QUOTE = 1;
const ESCAPE = 2;
const KINDS = kinds();

/** What comes after a backslash: nothing that may, one character that stands for one, or four digits. */
const SIMPLE = 1;
const BY_NUMBER = 2;
const ESCAPES = escapes();

/** So many bytes are looked at one by one before four of them are at once: most strings are short, or have an escape soon. */
const BYTES_FIRST = 24;

/**
 * Whether one of four bytes is less than n: ("Bit Twiddling Hacks", "Determine if a word has a byte less than n"). With its second bit turned, a quote is a blank,
 * a blank is what a quote was, and control characters stay control characters: less than 0x21 is what is looked for.
 */
const QUOTE_TO_SPACE = 0x02020202;
const BELOW_21 = 0x21212121;
const BACKSLASHES = 0x5c5c5c5c;
const ONES = 0x01010101;
const HIGH_BITS = 0x80808080 | 0;

/** Walks through the strings of JSON in bytes, without making strings of them. */
export class JsonStrings {
  /** Of the last string: bytes of UTF-8, and UTF-16 units, that it has less than there are bytes in its JSON, for its escapes. */
  bytesLess = 0;
  unitsLess = 0;
  readonly #bytes: Buffer;
  readonly #words: Int32Array;
  /** Of the body's first byte, in the memory that `#words` looks at. */
  readonly #offset: number;

  constructor(bytes: Buffer) {
    const start = bytes.byteOffset & ~3;
    this.#bytes = bytes;
    this.#offset = bytes.byteOffset - start;
    // Words that are not whole are looked at byte by byte.
    this.#words = new Int32Array(bytes.buffer, start, (this.#offset + bytes.length) >> 2);
  }

  /** The place of the quote that ends a string whose first byte is at `from`; -1 where it has none, or is no string of JSON. */
  endOf(from: number): number {
    const bytes = this.#bytes;
    const { length } = bytes;
    let bytesLess = 0;
    let unitsLess = 0;
    /** Where the second half of a pair of surrogates would have to be. */
    let pairAt = -1;
    let at = from;
    for (;;) {
      const near = Math.min(at + BYTES_FIRST, length);
      while (at < near && KINDS[bytes[at] as number] === TEXT) at += 1;
      if (at === near) {
        at = this.#skipWords(at);
        while (at < length && KINDS[bytes[at] as number] === TEXT) at += 1;
      }
      if (at >= length) return -1;
      const kind = KINDS[bytes[at] as number];
      if (kind === QUOTE) break;
      if (kind !== ESCAPE || at + 1 >= length) return -1;
      const escape = ESCAPES[bytes[at + 1] as number];
      if (escape === SIMPLE) {
        bytesLess += 1;
        unitsLess += 1;
        at += 2;
        continue;
      }
      const unit = escape === BY_NUMBER ? this.#hexAt(at + 2) : -1;
      if (unit < 0) return -1;
      const isSecondHalf = at === pairAt && (unit & 0xfc00) === 0xdc00;
      pairAt = (unit & 0xfc00) === 0xd800 ? at + 6 : -1;
      // A pair is four bytes, of which its first half was taken for three.
      bytesLess += 6 - (isSecondHalf ? 1 : unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3);
      unitsLess += 5;
      at += 6;
    }
    this.bytesLess = bytesLess;
    this.unitsLess = unitsLess;
    return at;
  }

  /** How many UTF-16 units valid UTF-8 has less than bytes. */
  continuations(from: number, to: number): number {
    const words = this.#words;
    let at = from;
    let count = 0;
    for (; at < to && ((at + this.#offset) & 3) !== 0; at += 1) count += continuation(this.#bytes[at]);
    for (let word = (at + this.#offset) >> 2; at + 4 <= to; at += 4, word += 1) {
      const four = words[word] as number;
      // One bit for each byte that begins with 10, and for each that begins with 1111.
      const inside = (four >>> 7) & ~(four >>> 6) & ONES;
      const leads = (four >>> 7) & (four >>> 6) & (four >>> 5) & (four >>> 4) & ONES;
      count += (Math.imul(inside, ONES) >>> 24) - (Math.imul(leads, ONES) >>> 24);
    }
    for (; at < to; at += 1) count += continuation(this.#bytes[at]);
    return count;
  }

  /** As far from there as words hold nothing but text. */
  #skipWords(from: number): number {
    const words = this.#words;
    const offset = this.#offset;
    const first = (from + offset + 3) >> 2;
    // Bytes before the first whole word.
    for (let at = from; at < Math.min((first << 2) - offset, this.#bytes.length); at += 1) if (KINDS[this.#bytes[at] as number] !== TEXT) return at;
    let word = first;
    for (const pairs = words.length - 1; word < pairs; word += 2) {
      // `| 0` keeps them whole numbers of 32 bits, in which this is several times as fast as byte by byte.
      const a = words[word] as number;
      const b = words[word + 1] as number;
      const isInA = (((a ^ QUOTE_TO_SPACE) - BELOW_21) | 0 | (((a ^ BACKSLASHES) - ONES) | 0)) & ~a;
      const isInB = (((b ^ QUOTE_TO_SPACE) - BELOW_21) | 0 | (((b ^ BACKSLASHES) - ONES) | 0)) & ~b;
      if (((isInA | isInB) & HIGH_BITS) !== 0) break;
    }
    return Math.min((word << 2) - offset, this.#bytes.length);
  }

  /** The number that four digits stand for; -1 where they are no such digits. */
  #hexAt(from: number): number {
    let value = 0;
    for (let i = from; i < from + 4; i += 1) {
      const byte = this.#bytes[i] ?? 0;
      const letter = byte | 0x20;
      if (byte >= 0x30 && byte <= 0x39) value = value * 16 + byte - 0x30;
      else if (letter >= 0x61 && letter <= 0x66) value = value * 16 + letter - 0x57;
      else return -1;
    }
    return value;
  }
}

/** A byte that begins no UTF-16 unit; one that begins four bytes begins two of them. */
function continuation(byte = 0): number {
  return (byte & 0xc0) === 0x80 ? 1 : byte >= 0xf0 ? -1 : 0;
}

function kinds(): Uint8Array {
  const table = new Uint8Array(256).fill(3, 0, 0x20);
  table[0x22] = QUOTE;
  table[0x5c] = ESCAPE;
  return table;
}

function escapes(): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of Buffer.from('"\\/bfnrt')) table[byte] = SIMPLE;
  table[0x75] = BY_NUMBER;
  return table;
}
