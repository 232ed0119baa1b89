/** Where to go after signing in: a path of this site, and nothing that a browser would read as another one. */
export function safePath(value: string | undefined, fallback = '/home'): string {
  if (value === undefined || !value.startsWith('/')) return fallback;
  const base = 'https://site.invalid';
  try {
    const url = new URL(value, base);
    return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : fallback;
  } catch {
    return fallback;
  }
}
