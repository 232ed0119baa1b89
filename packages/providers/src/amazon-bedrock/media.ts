import type { Block } from '../anthropic/block.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';

type Json = Readonly<Record<string, unknown>>;

/** Formats of `ImageBlock`, `DocumentBlock`, `VideoBlock` and `AudioBlock` by media type (Amazon Bedrock API Reference). */
const IMAGES: Readonly<Record<string, string>> = { 'image/jpeg': 'jpeg', 'image/jpg': 'jpeg', 'image/png': 'png', 'image/gif': 'gif', 'image/webp': 'webp' };
const DOCUMENTS: Readonly<Record<string, string>> = {
  'application/pdf': 'pdf',
  'application/msword': 'doc',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.ms-excel': 'xls',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
  'text/csv': 'csv',
  'text/html': 'html',
  'text/markdown': 'md',
  'text/plain': 'txt',
};
const VIDEOS: Readonly<Record<string, string>> = {
  'video/mp4': 'mp4',
  'video/quicktime': 'mov',
  'video/webm': 'webm',
  'video/x-matroska': 'mkv',
  'video/mpeg': 'mpeg',
  'video/x-flv': 'flv',
  'video/x-ms-wmv': 'wmv',
  'video/3gpp': 'three_gp',
};
const AUDIO = new Set(['wav', 'mp3', 'flac', 'opus', 'ogg', 'm4a', 'aac', 'webm']);
const NAME_CHARS_MAX = 200;

/** `detail` has no counterpart: every image is looked at in full, which is what `auto` and `high` ask for and more than `low` does. */
export function imageBlock(part: Json, path: string): Block {
  const at = `${path}.image_url.url`;
  const { format, data } = mediaOf(part['image_url'], { at, formats: IMAGES, what: 'Images' });
  return { image: { format, source: { bytes: data } } };
}

export function videoBlock(part: Json, path: string): Block {
  const at = `${path}.video_url.url`;
  const { format, data } = mediaOf(part['video_url'], { at, formats: VIDEOS, what: 'Videos' });
  return { video: { format, source: { bytes: data } } };
}

export function audioBlock(part: Json, path: string): Block {
  const { data, format } = (part['input_audio'] ?? {}) as { data?: unknown; format?: unknown };
  if (typeof data !== 'string') throw invalid(`${path}.input_audio.data`, 'Audio needs data in base64.');
  if (typeof format !== 'string' || !AUDIO.has(format)) throw unsupported(`${path}.input_audio.format`, 'This format of audio is not supported by this model.');
  return { audio: { format, source: { bytes: data } } };
}

/** `nameOf` gives each document of a request a name of its own, which Bedrock insists on. */
export function documentBlock(part: Json, path: string, nameOf: (wanted: string) => string): Block {
  const file = (part['file'] ?? {}) as { file_data?: unknown; filename?: unknown };
  if (typeof file.file_data !== 'string') throw unsupported(`${path}.file.file_id`, 'Files must be sent as file_data to this model.');
  const at = `${path}.file.file_data`;
  const { mediaType, data } = dataUrl(file.file_data, at);
  const format = DOCUMENTS[mediaType] ?? (mediaType.startsWith('text/') ? 'txt' : undefined);
  if (format === undefined) throw unsupported(at, `Files of type ${mediaType} are not supported by this model.`);
  const citations = part['citations'];
  return {
    document: {
      format,
      name: nameOf(typeof file.filename === 'string' ? file.filename : ''),
      source: { bytes: data },
      ...(citations === undefined || citations === null ? {} : { citations }),
    },
  };
}

/**
 * Gives out names of documents: letters, digits, single blanks, `-`, `()` and `[]` are what Bedrock takes, and no name twice (API Reference,
 * "DocumentBlock").
 */
export function documentNames(): (wanted: string) => string {
  const taken = new Set<string>();
  return (wanted) => {
    const clean = wanted
      .replace(/\.[A-Za-z0-9]{1,5}$/, '')
      .replaceAll(/[^A-Za-z0-9\s\-()[\]]/g, '-')
      .replaceAll(/\s+/g, ' ')
      .trim()
      .slice(0, NAME_CHARS_MAX - 10);
    const base = clean === '' ? 'Document' : clean;
    let name = base;
    for (let count = 2; taken.has(name); count += 1) name = `${base} ${count}`;
    taken.add(name);
    return name;
  };
}

function mediaOf(
  value: unknown,
  { at, formats, what }: { readonly at: string; readonly formats: Readonly<Record<string, string>>; readonly what: string },
): { readonly format: string; readonly data: string } {
  const url = typeof value === 'string' ? value : (value as { url?: unknown } | null | undefined)?.url;
  if (typeof url !== 'string') throw invalid(at, `${what} need a URL.`);
  const { mediaType, data } = dataUrl(url, at);
  const format = formats[mediaType];
  if (format === undefined) throw unsupported(at, `${what} of type ${mediaType} are not supported by this model.`);
  return { format, data };
}

/** Bedrock loads nothing from the web; buckets of S3 would be opened with our own credentials. */
function dataUrl(url: string, path: string): { readonly mediaType: string; readonly data: string } {
  if (/^(https?|s3):\/\//i.test(url)) throw unsupported(path, 'This model takes no web addresses here: send the content as a base64 data URL.');
  const head = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/i.exec(url);
  if (head === null) throw invalid(path, 'Expected a base64 data URL.');
  return { mediaType: (head[1] as string).toLowerCase(), data: url.slice(head[0].length) };
}
