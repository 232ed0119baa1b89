/** Addresses of the pages that mails lead to. */
export const links = {
  verify: (base: string, token: string) => link(base, '/verify', token),
  reset: (base: string, token: string) => link(base, '/reset', token),
  invitation: (base: string, token: string) => link(base, '/invitation', token),
  signIn: (base: string) => new URL('/login', base).toString(),
  forgot: (base: string) => new URL('/forgot', base).toString(),
} as const;

function link(base: string, path: string, token: string): string {
  const url = new URL(path, base);
  url.searchParams.set('token', token);
  return url.toString();
}
