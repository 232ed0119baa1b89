import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FormFile, UpstreamForm } from './types.ts';

type Part = Buffer | FormFile;

/** A form (RFC 7578) with these fields and files, made while it is sent. Lists become a field for each of their values, under `name[]`. */
export function upstreamForm(fields: Readonly<Record<string, unknown>>, files: readonly FormFile[]): UpstreamForm & { readonly contentType: string } {
  const boundary = `modelhub-${randomBytes(16).toString('hex')}`;
  const parts: Part[] = [];
  for (const [name, value] of Object.entries(fields).flatMap(([field, given]) => pairsOf(field, given))) {
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; name="${escaped(name)}"\r\n\r\n${value}\r\n`));
  }
  for (const file of files) {
    const disposition = `form-data; name="${escaped(file.field)}"; filename="${escaped(file.fileName)}"`;
    parts.push(Buffer.from(`--${boundary}\r\ncontent-disposition: ${disposition}\r\ncontent-type: ${file.contentType}\r\n\r\n`), file, Buffer.from('\r\n'));
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    length: parts.reduce((sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.bytes), 0),
    open: () => Readable.from(bytesOf(parts), { objectMode: false }),
  };
}

async function* bytesOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  for (const part of parts) {
    if (Buffer.isBuffer(part)) yield part;
    else for await (const chunk of part.open()) yield chunk as Buffer;
  }
}

function pairsOf(name: string, value: unknown): [string, string][] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item: unknown) => pairsOf(`${name}[]`, item));
  return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
}

/** As browsers do it (HTML standard, "Multipart form data"). */
function escaped(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22');
}
