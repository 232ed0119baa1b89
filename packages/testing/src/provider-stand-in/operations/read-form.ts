import type { Json } from '../json.ts';
import type { UploadedFile } from './operation.ts';

/** The fields and files of a multipart form. Throws a TypeError for a body that is none. */
export async function readForm(body: Buffer, contentType: string): Promise<{ readonly body: Json; readonly files: readonly UploadedFile[] }> {
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': contentType } }).formData();
  const fields = new Map<string, string[]>();
  const files: UploadedFile[] = [];
  for (const [name, value] of form) {
    if (typeof value === 'string') fields.set(name, [...(fields.get(name) ?? []), value]);
    else files.push({ name: name.replace(/\[\]$/, ''), type: value.type, bytes: Buffer.from(await value.arrayBuffer()) });
  }
  const single = [...fields].map(([name, values]) => [name.replace(/\[\]$/, ''), name.endsWith('[]') || values.length > 1 ? values : values[0]] as const);
  return { body: Object.fromEntries(single), files };
}
