import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import type { NextRequest } from 'next/server';
import { SIGN_UP_COOKIE } from '#src/server/auth/sign-up-cookie.ts';
import { ipAddressOf, newRequestId, sessionOf } from '#src/server/request.ts';
import { appRouter } from '#src/server/root.ts';
import { services } from '#src/server/runtime.ts';
import { isForeignOrigin } from '#src/server/same-origin.ts';

const BATCH_SIZE_MAX = 20;
const BODY_BYTES_MAX = 1_000_000;

async function handler(request: NextRequest): Promise<Response> {
  const requestId = newRequestId();
  const all = services();
  if (isForeignOrigin(request, all.env.NEXTAUTH_URL)) {
    return Response.json({ error: { message: 'This request came from another site.' } }, { status: 403, headers: { 'x-request-id': requestId } });
  }
  if (Number(request.headers.get('content-length') ?? 0) > BODY_BYTES_MAX) {
    return Response.json({ error: { message: 'This request is too large.' } }, { status: 413, headers: { 'x-request-id': requestId } });
  }
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: request,
    router: appRouter,
    allowBatching: true,
    maxBatchSize: BATCH_SIZE_MAX,
    createContext: async ({ resHeaders }) => {
      resHeaders.set('x-request-id', requestId);
      resHeaders.set('cache-control', 'no-store');
      return {
        services: all,
        requestId,
        ipAddress: ipAddressOf(request.headers),
        session: await sessionOf(all, {
          headers: request.headers,
          cookies: Object.fromEntries(request.cookies.getAll().map((cookie) => [cookie.name, cookie.value])),
        }),
        organizationId: request.headers.get('x-modelhub-organization'),
        signUpCookie: request.cookies.get(SIGN_UP_COOKIE)?.value,
        setCookie: (header) => resHeaders.append('set-cookie', header),
      };
    },
  });
}

export { handler as GET, handler as POST };
