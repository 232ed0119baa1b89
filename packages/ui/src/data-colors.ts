const DATA_COLOR_COUNT = 8;
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Position from 1 to 8 in the data palette: the same name has the same colour on every chart (FNV-1a). */
export function dataColorIndex(name: string): number {
  let hash = FNV_OFFSET;
  for (const byte of new TextEncoder().encode(name)) hash = Math.imul(hash ^ byte, FNV_PRIME) >>> 0;
  return (((hash ^ (hash >>> 15)) >>> 0) % DATA_COLOR_COUNT) + 1;
}

/** The colour of a model or key as a CSS value that follows the theme. */
export function dataColor(name: string): string {
  return `var(--data-${dataColorIndex(name)})`;
}

/**
 * A colour for each of the names, given in an order that only grows at its end (by first use, by creation). A name takes the colour
 * of its hash, or the next free one where an earlier name has that already: up to eight names never share one, and a newcomer moves
 * nobody. From the ninth on a colour comes again, lighter each time round.
 */
export function assignDataColors(names: readonly string[]): Map<string, string> {
  const colors = new Map<string, string>();
  for (const name of names) {
    if (colors.has(name)) continue;
    const round = Math.floor(colors.size / DATA_COLOR_COUNT);
    const taken = new Set([...colors.values()].slice(round * DATA_COLOR_COUNT));
    let index = dataColorIndex(name);
    while (taken.has(shade(index, round))) index = (index % DATA_COLOR_COUNT) + 1;
    colors.set(name, shade(index, round));
  }
  return colors;
}

function shade(index: number, round: number): string {
  if (round === 0) return `var(--data-${index})`;
  return `color-mix(in oklab, var(--data-${index}) ${Math.max(20, 100 - round * 40)}%, var(--surface))`;
}
