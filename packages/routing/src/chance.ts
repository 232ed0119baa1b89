/** A number from 0 (included) to 1 (excluded) that depends on nothing but the text and the seed: FNV-1a, with the finish of MurmurHash3 to spread its bits. */
export function chanceOf(text: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/**
 * Rendezvous hashing: of the weighted choices, the one with the smallest number takes the key, each as often as its weight says. A choice that comes or
 * goes moves only the keys that are its own.
 */
export function rendezvousNumber(key: string, choice: string, weight = 1): number {
  if (weight <= 0) return Number.POSITIVE_INFINITY;
  return -Math.log(chanceOf(`${key}\n${choice}`) + 2 ** -33) / weight;
}
