/**
 * True for a request that a page of another site has caused. Browsers say so themselves (Fetch Metadata, `Sec-Fetch-Site`);
 * older ones send `Origin` with every POST. Cookies are SameSite=Lax besides; this is the second lock.
 */
export function isForeignOrigin(request: { readonly method: string; readonly headers: Headers }, publicUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  return origin !== new URL(publicUrl).origin;
}
