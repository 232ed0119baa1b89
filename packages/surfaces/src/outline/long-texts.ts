import { randomBytes } from 'node:crypto';
import { estimateTokens } from '../estimate-tokens.ts';

/** What stands for a text that was left out. Nobody outside can know it, so that no client can write one. */
const MARK = `~${randomBytes(16).toString('base64url')}:`;
/** Longer texts are none of ours. */
const MARK_CHARS_MAX = MARK.length + 8;
/** A character is six bytes at most, as an escape. */
const BYTES_PER_CHARACTER = 6;

/** The long texts of a body, which an outline of it leaves where they are. */
export class LongTexts {
  readonly #body: Buffer;
  /** Of each text: where it begins and ends, its UTF-16 units and its bytes as UTF-8. */
  readonly #facts: number[] = [];
  readonly #found = new Set<number>();

  constructor(body: Buffer) {
    this.#body = body;
  }

  get count(): number {
    return this.#facts.length / 4;
  }

  /** Takes a text in, and gives what stands for it in the outline, in quotes. */
  add(from: number, to: number, size: { readonly units: number; readonly bytes: number }): string {
    const mark = `"${MARK}${this.count}"`;
    this.#facts.push(from, to, size.units, size.bytes);
    return mark;
  }

  /** All of them have been found. A mark in another place would be taken for a text by who knows nothing of marks. */
  get areAllFound(): boolean {
    return this.#found.size === this.count;
  }

  /** Which of the texts a value of the outline stands for, which is found by that; -1 for what is itself. */
  find(value: string): number {
    const index = this.indexOf(value);
    if (index >= 0) this.#found.add(index);
    return index;
  }

  /** As `find`, for the fields of a picture, a recording or a file, in which nobody looks for words. */
  findInside(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const field of Object.values(value)) if (typeof field === 'string') this.find(field);
  }

  indexOf(value: string): number {
    return value.length <= MARK_CHARS_MAX && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : -1;
  }

  tokens(index: number): number {
    return estimateTokens(this.#fact(index, 2), this.#fact(index, 3));
  }

  /** Its beginning: at least that many characters. */
  head(index: number, characters: number): string {
    const from = this.#fact(index, 0);
    const all = this.#fact(index, 1);
    const to = Math.min(all, from + characters * BYTES_PER_CHARACTER);
    const json = this.#body.toString('utf8', from, to);
    return JSON.parse(`"${to === all ? json : withoutCutEscape(json)}"`) as string;
  }

  #fact(index: number, which: number): number {
    return this.#facts[index * 4 + which] ?? 0;
  }
}

/** An escape that was cut in its middle is left out. */
function withoutCutEscape(json: string): string {
  const tail = /(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)$/.exec(json)?.[1] ?? '';
  return tail === '' ? json : json.slice(0, -tail.length);
}
