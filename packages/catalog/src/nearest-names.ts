/** What is typed is never longer than this; a comparison costs the product of both lengths. */
const NAME_LENGTH_MAX = 80;

/** The `count` names with the smallest edit distance; names that contain the wanted one, or begin alike, come first. */
export function nearestNames(wanted: string, names: readonly string[], count: number): string[] {
  const typed = wanted.toLowerCase().slice(0, NAME_LENGTH_MAX);
  return names
    .map((name) => ({ name, distance: distanceOf(typed, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, count)
    .map(({ name }) => name);
}

function distanceOf(typed: string, name: string): number {
  const discount = name.includes(typed) && typed.length > 2 ? name.length - typed.length : 0;
  return editDistance(typed, name) - discount * 0.9;
}

/** Levenshtein distance in one row of memory. */
export function editDistance(a: string, b: string): number {
  const row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    let diagonal = row[0] as number;
    row[0] = i;
    for (let j = 1; j <= b.length; j += 1) {
      const above = row[j] as number;
      row[j] = Math.min(above + 1, (row[j - 1] as number) + 1, diagonal + (a[i - 1] === b[j - 1] ? 0 : 1));
      diagonal = above;
    }
  }
  return row[b.length] as number;
}
