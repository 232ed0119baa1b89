import type { Modality } from '@modelhub/catalog/types';
import type { OperationRequest } from '../operations/operation-surface.ts';
import type { ConversationRequest, SurfaceName } from '../types.ts';

type Fields = Readonly<Record<string, unknown>>;

const TEXT_ALONE: readonly Modality[] = [];

/** Parts that are no text, as each of the dialects calls them; a document is looked at more closely. */
const MODALITY_OF_PART: Readonly<Partial<Record<string, Modality>>> = {
  image_url: 'image',
  image: 'image',
  input_image: 'image',
  input_audio: 'audio',
  file: 'pdf',
  document: 'pdf',
  input_file: 'pdf',
};

/**
 * What a conversation of any dialect holds besides text, which not every model takes. Read for every request before it is planned, so that messages which are
 * texts cost next to nothing.
 */
export function conversationModalities({ messages, input }: ConversationRequest): readonly Modality[] {
  const listed = messages ?? input;
  if (!Array.isArray(listed)) return TEXT_ALONE;
  let found: Set<Modality> | null = null;
  for (const message of listed as readonly (Fields | null)[]) {
    const content = message?.['content'] ?? message?.['output'];
    if (Array.isArray(content)) found = addParts(content, found);
  }
  return found === null ? TEXT_ALONE : [...found];
}

/** The same of a question that is answered once: its files, or the parts of what is moderated. */
export function operationModalities({ request: { input }, files }: OperationRequest, surface: SurfaceName): readonly Modality[] {
  if (surface === 'audio.transcriptions' || surface === 'audio.translations') return files.length > 0 ? ['audio'] : TEXT_ALONE;
  if (surface === 'images.edits') return ['image'];
  const found = Array.isArray(input) ? addParts(input, null) : null;
  return found === null ? TEXT_ALONE : [...found];
}

function addParts(parts: readonly unknown[], found: Set<Modality> | null): Set<Modality> | null {
  let added = found;
  for (const part of parts) {
    if (typeof part !== 'object' || part === null) continue;
    const { type, content } = part as Fields;
    if (type === 'tool_result') {
      if (Array.isArray(content)) added = addParts(content, added);
      continue;
    }
    const named = typeof type === 'string' && Object.hasOwn(MODALITY_OF_PART, type) ? MODALITY_OF_PART[type] : undefined;
    if (named === undefined) continue;
    if (named !== 'pdf') (added ??= new Set()).add(named);
    else added = addDocument(part as Fields, added);
  }
  return added;
}

/** A document that says to be text, or a table, is no matter of what a model can see: providers that take it take its text out. One that says nothing may be a PDF. */
function addDocument(part: Fields, found: Set<Modality> | null): Set<Modality> | null {
  const source = fieldsOf(part['source']);
  if (source['type'] === 'text') return found;
  if (source['type'] === 'content') return Array.isArray(source['content']) ? addParts(source['content'], found) : found;
  const mediaType = mediaTypeOf(part, source);
  if (mediaType === null || mediaType === 'application/pdf') return (found ?? new Set()).add('pdf');
  return mediaType.startsWith('image/') ? (found ?? new Set()).add('image') : found;
}

/** By its own words: `media_type`, a data URL, or the ending of its name. Null where it has none. */
function mediaTypeOf(part: Fields, { media_type: stated }: Fields): string | null {
  if (typeof stated === 'string') return stated;
  const { file_data: data, filename } = { ...part, ...fieldsOf(part['file']) } as Fields;
  const ofData = typeof data === 'string' ? (/^data:([^;,]+)/.exec(data.slice(0, 100))?.[1] ?? null) : null;
  if (ofData !== null && ofData !== 'application/octet-stream') return ofData.toLowerCase();
  const ending = typeof filename === 'string' ? (/\.([A-Za-z0-9]{1,5})$/.exec(filename)?.[1] ?? null) : null;
  if (ending === null) return null;
  return ending.toLowerCase() === 'pdf' ? 'application/pdf' : `application/x-${ending.toLowerCase()}`;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
