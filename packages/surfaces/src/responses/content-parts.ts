import { invalid, type Fields } from '../read-body.ts';
import { unsupported } from './untranslatable.ts';

/** Marks of prompt caching stay on the part on which they stand. */
const MARKS = ['cache_control', 'prompt_cache_breakpoint'] as const;

/** Content of an item as content of a chat message: a text stays a text, parts are renamed. */
export function toChatContent(content: unknown, path: string): string | Fields[] {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) throw invalid('invalid_value', path, `${path} must be a text or a list of parts.`);
  return (content as readonly unknown[]).map((part, index) => toChatPart(part, `${path}[${index}]`));
}

function toChatPart(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null) throw invalid('invalid_value', path, `${path} must be an object.`);
  const part = value as Fields;
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
      return { type: 'text', text: textOf(part, 'text', path), ...marksOf(part) };
    case 'refusal':
      return { type: 'refusal', refusal: textOf(part, 'refusal', path) };
    case 'input_image':
      return { type: 'image_url', image_url: imageOf(part, path), ...marksOf(part) };
    case 'input_file':
      return { type: 'file', file: fileOf(part, path), ...marksOf(part) };
    case 'input_audio':
      return { type: 'input_audio', input_audio: part['input_audio'], ...marksOf(part) };
    default:
      throw unsupported(`${path}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
  }
}

function imageOf(part: Fields, path: string): Fields {
  if (part['file_id'] != null) throw unsupported(`${path}.file_id`, 'Images must be sent as image_url to this model.');
  const url = textOf(part, 'image_url', path);
  return part['detail'] == null ? { url } : { url, detail: part['detail'] };
}

/** A file by its address travels as `file_data`, as chat completions have no field for addresses. */
function fileOf(part: Fields, path: string): Fields {
  const { file_id: fileId, file_data: data, file_url: url, filename } = part;
  if (fileId != null) throw unsupported(`${path}.file_id`, 'Files must be sent as file_data or file_url to this model.');
  const content = data ?? url;
  if (typeof content !== 'string') throw invalid('missing_required_parameter', `${path}.file_data`, `${path} needs file_data or file_url.`);
  return { file_data: content, ...(typeof filename === 'string' ? { filename } : {}) };
}

function textOf(part: Fields, field: string, path: string): string {
  const value = part[field];
  if (typeof value !== 'string') throw invalid('invalid_value', `${path}.${field}`, `${path}.${field} must be a text.`);
  return value;
}

function marksOf(part: Fields): Fields {
  return Object.fromEntries(MARKS.flatMap((mark) => (part[mark] == null ? [] : [[mark, part[mark]]])));
}
