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
