import type { SeededRandom } from './seeded-random.ts';

/** Sizes into which texts are cut, in characters. */
export const PIECE_CHARACTERS = [3, 9, 24, 80] as const;

/** A text as a stream brings it: in pieces of one size, never inside of a character. */
export function piecesOf(text: string, random: SeededRandom): string[] {
  const size = random.pick(PIECE_CHARACTERS);
  const characters = Array.from(text);
  return Array.from({ length: Math.ceil(characters.length / size) }, (_, index) => characters.slice(index * size, (index + 1) * size).join(''));
}
