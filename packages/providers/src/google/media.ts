import { invalid, unsupported } from '../dialect/refusal.ts';
import type { Part } from './part.ts';

type Json = Readonly<Record<string, unknown>>;

/** What the models see, hear and read (ai.google.dev, "Image understanding", "Audio understanding", "Document understanding", "Video understanding"). */
const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/heic', 'image/heif']);
const FILE_TYPE = /^(application\/(pdf|json|xml|javascript|x-javascript|rtf)|text\/[\w.+-]+|(image|audio|video)\/[\w.+-]+)$/;
/** OpenAI's words for formats of sound, and those of others. */
const AUDIO_TYPES: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  mp3: 'audio/mp3',
  aiff: 'audio/aiff',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  flac: 'audio/flac',
};
const TYPES_BY_ENDING: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  heic: 'image/heic',
  heif: 'image/heif',
  pdf: 'application/pdf',
  txt: 'text/plain',
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  ...AUDIO_TYPES,
};

/** Any part of a user's message, or of a tool's result, that is not text. */
export function mediaPart(part: Json, path: string): Part {
  switch (part['type']) {
    case 'image_url':
      return imagePart(part, path);
    case 'file':
      return filePart(part, path);
    case 'input_audio':
      return audioPart(part, path);
    // OpenRouter's form; an address may be one of YouTube.
    case 'video_url':
      return locatedPart(urlOf(part['video_url']), { path: `${path}.video_url.url`, otherwise: 'video/mp4' });
    default:
      throw unsupported(`${path}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
  }
}

/** `detail` has no counterpart for a single picture: Gemini looks at all of it, which is what `auto` and `high` ask for and more than `low` does. */
function imagePart(part: Json, path: string): Part {
  const at = `${path}.image_url.url`;
  const located = locatedPart(urlOf(part['image_url']), { path: at, otherwise: 'image/jpeg' });
  const { mimeType } = (located['inlineData'] as { readonly mimeType: string } | undefined) ?? { mimeType: 'image/jpeg' };
  if (!IMAGE_TYPES.has(mimeType)) throw unsupported(at, `Images of type ${mimeType} are not supported by this model.`);
  return located;
}

function filePart(part: Json, path: string): Part {
  const file = part['file'];
  const { file_data: data, filename } = typeof file === 'object' && file !== null ? (file as Json) : {};
  if (typeof data !== 'string') throw unsupported(`${path}.file.file_id`, 'Files must be sent as file_data to this model.');
  const located = locatedPart(data, { path: `${path}.file.file_data`, otherwise: typeByEnding(filename) ?? 'application/pdf' });
  const { mimeType } = (located['inlineData'] ?? located['fileData']) as { readonly mimeType: string };
  if (!FILE_TYPE.test(mimeType)) throw unsupported(`${path}.file.file_data`, `Files of type ${mimeType} are not supported by this model.`);
  return located;
}

function audioPart(part: Json, path: string): Part {
  const audio = part['input_audio'];
  const { data, format } = typeof audio === 'object' && audio !== null ? (audio as Json) : {};
  if (typeof data !== 'string') throw invalid(`${path}.input_audio.data`, 'Sound must be sent as base64.');
  const mimeType = typeof format === 'string' ? AUDIO_TYPES[format] : undefined;
  if (mimeType === undefined) throw unsupported(`${path}.input_audio.format`, `Sound of format ${JSON.stringify(format)} is not supported by this model.`);
  return { inlineData: { mimeType, data } };
}

function urlOf(value: unknown): unknown {
  return typeof value === 'string' ? value : (value as { readonly url?: unknown } | null | undefined)?.url;
}

/** Bytes as they came, or an address of the web, YouTube among it. Google's own storage is left out: it would be read with our rights. */
function locatedPart(url: unknown, { path, otherwise }: { readonly path: string; readonly otherwise: string }): Part {
  if (typeof url !== 'string') throw invalid(path, 'Expected a web address or a base64 data URL.');
  if (/^https?:\/\//.test(url)) return { fileData: { mimeType: typeByEnding(url) ?? otherwise, fileUri: url } };
  const head = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/i.exec(url);
  if (head === null) throw invalid(path, 'Expected a web address or a base64 data URL.');
  return { inlineData: { mimeType: (head[1] as string).toLowerCase(), data: url.slice(head[0].length) } };
}

/** An address has to say of what type it is, and most say it by how they end. */
function typeByEnding(name: unknown): string | undefined {
  const ending = typeof name === 'string' ? /\.(\w+)(?:[?#].*)?$/.exec(name)?.[1] : undefined;
  return ending === undefined ? undefined : TYPES_BY_ENDING[ending.toLowerCase()];
}
