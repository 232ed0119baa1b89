import type { IncomingMessage } from 'node:http';
import { ModelHubError } from '@modelhub/core/errors';
import type { FormFile } from '@modelhub/providers/types';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { SpooledFile } from './spooled-file.ts';

const FIELDS_MAX = 200;
const FIELD_BYTES_MAX = 1024 * 1024;
const FILES_MAX = 32;

export interface Form {
  /** Texts by name; a field that came several times, or as `name[]`, is a list. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly files: readonly FormFile[];
  /** Gives the files' disk space back. */
  discard(): Promise<void>;
}

/**
 * Reads a form while it arrives. Files are put aside as they come, small ones in memory and large ones on disk, so that a form of any size takes
 * little memory and can be sent again to another provider. Rejects with a 413 while the body is still arriving.
 */
export async function readForm(request: IncomingMessage, { bytesMax }: { readonly bytesMax: number }): Promise<Form> {
  const files: SpooledFile[] = [];
  const discard = async (): Promise<void> => {
    await Promise.all(files.map((file) => file.discard()));
  };
  try {
    return { fields: await parse(request, { bytesMax, files }), files, discard };
  } catch (error) {
    request.unpipe();
    await discard();
    throw error;
  }
}

async function parse(
  request: IncomingMessage,
  { bytesMax, files }: { readonly bytesMax: number; readonly files: SpooledFile[] },
): Promise<Record<string, unknown>> {
  const contentType = request.headers['content-type'] ?? '';
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax);
  const fields: Record<string, unknown> = {};
  const written: Promise<void>[] = [];
  await new Promise<void>((resolve, reject) => {
    let parser: BusboyInstance;
    try {
      parser = new Busboy({
        headers: { 'content-type': contentType },
        limits: { fields: FIELDS_MAX, fieldSize: FIELD_BYTES_MAX, files: FILES_MAX, fileSize: bytesMax },
      });
    } catch (error) {
      reject(unreadable(error));
      return;
    }
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) reject(tooLarge(bytesMax));
    });
    request.once('aborted', () => reject(new ModelHubError('request_cancelled', { message: 'The client closed the connection.' })));
    parser.on('field', (name: string, value: string) => addField(fields, name, value));
    parser.on('file', (field, stream, fileName, _encoding, type) => {
      const file = new SpooledFile({ field, fileName: fileName ?? field, contentType: type });
      files.push(file);
      const done = file.write(stream);
      written.push(done);
      done.catch(reject);
    });
    for (const limit of ['partsLimit', 'filesLimit', 'fieldsLimit'] as const) parser.on(limit, () => reject(tooMany()));
    parser.once('error', (error) => reject(unreadable(error)));
    parser.once('finish', resolve);
    request.pipe(parser);
  });
  await Promise.all(written);
  return fields;
}

function addField(fields: Record<string, unknown>, given: string, text: string): void {
  const isList = given.endsWith('[]');
  const name = isList ? given.slice(0, -2) : given;
  const before = fields[name];
  const value = valueOf(name, text);
  if (Array.isArray(before)) before.push(value);
  else if (before !== undefined) fields[name] = [before, value];
  else fields[name] = isList ? [value] : value;
}

const NUMBERS = new Set(['n', 'partial_images']);
const BOOLEANS = new Set(['stream']);
const OBJECTS = new Set(['provider']);

/** A form knows texts only; what we read ourselves is given the type that it has in JSON. */
function valueOf(name: string, text: string): unknown {
  if (NUMBERS.has(name) && /^\d{1,9}$/.test(text)) return Number(text);
  if (BOOLEANS.has(name) && (text === 'true' || text === 'false')) return text === 'true';
  if (!OBJECTS.has(name)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function tooLarge(bytesMax: number): ModelHubError {
  return new ModelHubError('request_too_large', { message: `The form is larger than ${bytesMax} bytes.`, shouldRetry: false });
}

function tooMany(): ModelHubError {
  return new ModelHubError('request_too_large', { message: `The form has more than ${FIELDS_MAX} fields or ${FILES_MAX} files.`, shouldRetry: false });
}

function unreadable(error: unknown): ModelHubError {
  const detail = error instanceof Error ? error.message : String(error);
  return new ModelHubError('invalid_request_error', { message: 'The form could not be read.', detail });
}
