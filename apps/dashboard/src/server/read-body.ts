/** The bytes of a request's body, or null when there are more than `bytesMax`: reading stops there, whatever its headers say. */
export async function readBody(request: Request, bytesMax: number): Promise<Buffer | null> {
  if (Number(request.headers.get('content-length') ?? 0) > bytesMax) return null;
  if (request.body === null) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
