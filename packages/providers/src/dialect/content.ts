import { invalid, unsupported } from './refusal.ts';
import { asObject, asText, fieldsOf, type Fields } from './fields.ts';

const IMAGE_URL = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/i;

/** The parts of a message's content; a text is one part, no content is none. Throws for what is neither. */
export function partsOf(content: unknown, path: string): readonly Fields[] {
  if (content === undefined || content === null || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(path, `${path} must be a text or a list of parts.`);
  return content.map((part, index) => asObject(part, `${path}[${index}]`));
}

/** The texts of a content in which there may be nothing else. A refusal of an earlier turn is what the model has said. */
export function textsOf(content: unknown, path: string): readonly string[] {
  return partsOf(content, path).flatMap((part, index) => {
    const at = `${path}[${index}]`;
    const text = part['type'] === 'refusal' ? asText(part['refusal'], `${at}.refusal`) : textOfPart(part, at);
    return text === '' ? [] : [text];
  });
}

function textOfPart(part: Fields, path: string): string {
  if (part['type'] !== 'text') throw unsupported(`${path}.type`, 'Only text is supported here by this model.');
  return asText(part['text'], `${path}.text`);
}

/** The address of an `image_url` part, which may be a data URL. */
export function imageUrl(part: Fields, path: string): string {
  const image = part['image_url'];
  return asText(typeof image === 'string' ? image : fieldsOf(image)['url'], `${path}.image_url.url`);
}

/** The two halves of a base64 data URL; null for any other address. */
export function dataOfUrl(url: string): { readonly mediaType: string; readonly base64: string } | null {
  const head = IMAGE_URL.exec(url);
  return head === null ? null : { mediaType: (head[1] as string).toLowerCase(), base64: url.slice(head[0].length) };
}
