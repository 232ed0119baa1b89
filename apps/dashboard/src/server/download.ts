import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { toTrpcError } from './errors.ts';
import type { Services } from './services.ts';

export interface DownloadFile {
  /** As the browser saves it; letters, digits, dots and dashes. */
  readonly name: string;
  readonly type: string;
  readonly body: string | Buffer;
}

/**
 * A file as a response. `make` reads through procedures, so their checks hold: what they refuse is refused here with the same
 * meaning, as a line of text.
 */
export async function download(services: Pick<Services, 'log'>, make: () => Promise<DownloadFile>): Promise<Response> {
  const headers = { 'cache-control': 'private, no-store', 'x-content-type-options': 'nosniff' };
  try {
    const file = await make();
    const disposition = `attachment; filename="${file.name}"`;
    const body = typeof file.body === 'string' ? file.body : new Uint8Array(file.body);
    return new Response(body, { headers: { ...headers, 'content-type': file.type, 'content-disposition': disposition } });
  } catch (thrown) {
    const error = toTrpcError(thrown);
    const status = getHTTPStatusCodeFromError(error);
    if (status >= 500) services.log.error({ err: error.cause ?? error }, 'a download could not be made');
    return new Response(`${error.message}\n`, { status, headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' } });
  }
}
