import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { NextRequest } from 'next/server';
import { ipAddressOf, newRequestId, ORGANIZATION_COOKIE, sessionOf } from './request.ts';
import { createCaller } from './root.ts';
import { services } from './runtime.ts';
import { isForeignOrigin } from './same-origin.ts';

interface DownloadedFile {
  readonly name: string;
  readonly text: string;
}

/**
 * Answers a link to a file with what a procedure makes of it: the same session, membership and role checks. A link carries no
 * header, so the organization is that of its `organization` parameter, or the one that the pages show.
 */
export async function fileResponse(request: NextRequest, make: (caller: ReturnType<typeof createCaller>) => Promise<DownloadedFile>): Promise<Response> {
  const requestId = newRequestId();
  const all = services();
  const headers = { 'x-request-id': requestId, 'cache-control': 'no-store' };
  const refuse = (status: number, message: string) =>
    new Response(`${message}\n`, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });
  if (isForeignOrigin(request, all.env.NEXTAUTH_URL)) return refuse(403, 'This request came from another site.');
  const caller = createCaller({
    services: all,
    requestId,
    ipAddress: ipAddressOf(request.headers),
    session: await sessionOf(all, { headers: request.headers, cookies: Object.fromEntries(request.cookies.getAll().map(({ name, value }) => [name, value])) }),
    organizationId: request.nextUrl.searchParams.get('organization') ?? request.cookies.get(ORGANIZATION_COOKIE)?.value ?? null,
    signUpCookie: undefined,
    setCookie: () => {},
  });
  try {
    const file = await make(caller);
    return new Response(file.text, {
      headers: { ...headers, 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${file.name}"` },
    });
  } catch (error) {
    if (!(error instanceof TRPCError)) throw error;
    return refuse(getHTTPStatusCodeFromError(error), error.code === 'BAD_REQUEST' ? 'This address does not say what to export.' : error.message);
  }
}
