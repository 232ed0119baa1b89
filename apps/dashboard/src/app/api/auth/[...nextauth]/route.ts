import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';
import { authOptions } from '#src/server/auth/options.ts';
import { services } from '#src/server/runtime.ts';

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

/** Sign-in, callbacks and sign-out, by NextAuth, with its own CSRF token on every POST. */
async function handler(request: NextRequest, context: Context): Promise<Response> {
  return NextAuth(request as never, context as never, authOptions(services()));
}

export { handler as GET, handler as POST };
