/** What Next.js hands to a page. */
export type SearchParams = Promise<Readonly<Record<string, string | string[] | undefined>>>;

/** One parameter as text; the first where it is given more than once, undefined where it is absent or empty. */
export function textParam(params: Awaited<SearchParams>, name: string): string | undefined {
  const value = params[name];
  const first = Array.isArray(value) ? value[0] : value;
  return first === undefined || first === '' ? undefined : first;
}
