/** aimock cuts texts inside of characters, which no provider does: half a character waits for the piece with its other half. */
export class WholeCharacters {
  readonly #halves = new Map<string, string>();

  /** `field` names the text that the piece belongs to. */
  next(field: string, piece: string): string {
    const text = (this.#halves.get(field) ?? '') + piece;
    const half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    this.#halves.set(field, half);
    return half === '' ? text : text.slice(0, -1);
  }
}
