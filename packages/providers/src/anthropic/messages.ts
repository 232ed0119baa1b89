import { parseExactly } from '../exact-json.ts';
import type { Block } from './block.ts';
import { thinkingBlocks } from './reasoning.ts';
import { invalid, unsupported } from '../dialect/refusal.ts';

type Json = Readonly<Record<string, unknown>>;

const IMAGE_TYPES = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

export interface AnthropicMessage {
  role: 'user' | 'assistant';
  content: Block[];
}

export interface TranslatedMessages {
  readonly system: Block[];
  readonly messages: AnthropicMessage[];
}

/**
 * OpenAI's messages as Anthropic's: system and developer texts go to the front, tool results become blocks of the user's turn, and
 * neighbours of one role are joined, as the Messages API wants turns to alternate.
 */
export function translateMessages(messages: readonly unknown[]): TranslatedMessages {
  const system: Block[] = [];
  const translated: AnthropicMessage[] = [];
  const say = (role: AnthropicMessage['role'], content: Block[]): void => {
    const last = translated.at(-1);
    if (last?.role === role) last.content.push(...content);
    else if (content.length > 0) translated.push({ role, content });
  };
  for (const [index, value] of messages.entries()) {
    const path = `messages[${index}]`;
    const message = asObject(value, path);
    switch (message['role']) {
      case 'system':
      case 'developer':
        system.push(...textBlocks(message['content'], `${path}.content`));
        break;
      case 'user':
        say('user', userBlocks(message['content'], `${path}.content`));
        break;
      case 'assistant':
        say('assistant', assistantBlocks(message, path));
        break;
      case 'tool':
        say('user', [toolResult(message, path)]);
        break;
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  }
  return { system, messages: translated };
}

function userBlocks(content: unknown, path: string): Block[] {
  if (!Array.isArray(content)) return textBlocks(content, path);
  return content.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const part = asObject(value, at);
    switch (part['type']) {
      case 'text':
        return textBlock(part, at);
      case 'image_url':
        return [withCacheMark(part, imageBlock(part, at))];
      case 'file': {
        const picture = pictureInFile(part);
        return [withCacheMark(part, picture === null ? documentBlock(part, at) : imageBlock({ image_url: picture }, at))];
      }
      default:
        throw unsupported(`${at}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
    }
  });
}

function assistantBlocks(message: Json, path: string): Block[] {
  for (const field of ['audio', 'function_call']) {
    if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
  }
  const blocks = thinkingBlocks(message['reasoning_details']);
  if (message['content'] !== null && message['content'] !== undefined) blocks.push(...textBlocks(message['content'], `${path}.content`));
  if (typeof message['refusal'] === 'string' && message['refusal'] !== '') blocks.push({ type: 'text', text: message['refusal'] });
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) blocks.push(...calls.map((call, index) => toolUse(call, `${path}.tool_calls[${index}]`)));
  return blocks;
}

function toolUse(value: unknown, path: string): Block {
  const call = asObject(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const fn = asObject(call['function'], `${path}.function`);
  if (typeof call['id'] !== 'string') throw invalid(`${path}.id`, 'A tool call needs an id.');
  if (typeof fn['name'] !== 'string') throw invalid(`${path}.function.name`, 'A tool call needs the name of its function.');
  return { type: 'tool_use', id: toolUseId(call['id']), name: fn['name'], input: toolInput(fn['arguments'], `${path}.function.arguments`) };
}

/** A model of another lab may have written arguments that are no JSON object: Claude cannot be shown them as a call. */
function toolInput(text: unknown, path: string): unknown {
  if (text === undefined || text === null) return {};
  if (typeof text !== 'string') throw invalid(path, 'The arguments of a tool call are a text.');
  if (text.trim() === '') return {};
  let input: unknown;
  try {
    input = parseExactly(text);
  } catch {
    throw invalid(path, 'The arguments of a tool call must be JSON.');
  }
  return asObject(input, path);
}

/** Anthropic takes letters, digits, `_` and `-` alone; other labs' ids hold more. Call and result are renamed alike. */
function toolUseId(id: string): string {
  return id.replaceAll(/[^\w-]/g, '_');
}

function toolResult(message: Json, path: string): Block {
  if (typeof message['tool_call_id'] !== 'string') throw invalid(`${path}.tool_call_id`, 'A tool message names the call it answers.');
  const content = message['content'];
  const blocks = Array.isArray(content) ? userBlocks(content, `${path}.content`) : textBlocks(content, `${path}.content`);
  return withCacheMark(message, { type: 'tool_result', tool_use_id: toolUseId(message['tool_call_id']), content: blocks });
}

function textBlocks(content: unknown, path: string): Block[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  if (!Array.isArray(content)) throw invalid(path, 'Content must be a text or a list of parts.');
  return content.flatMap((value, index) => {
    const part = asObject(value, `${path}[${index}]`);
    if (part['type'] === 'refusal') return textBlock({ text: part['refusal'] }, `${path}[${index}]`);
    if (part['type'] !== 'text') throw unsupported(`${path}[${index}].type`, 'Only text is supported here by this model.');
    return textBlock(part, `${path}[${index}]`);
  });
}

/** Empty texts are left out: Anthropic refuses them. */
function textBlock(part: Json, path: string): Block[] {
  if (typeof part['text'] !== 'string') throw invalid(`${path}.text`, 'A text part needs a text.');
  return part['text'] === '' ? [] : [withCacheMark(part, { type: 'text', text: part['text'] })];
}

/** `detail` has no counterpart: Claude looks at every image in full, which is what `auto` and `high` ask for and more than `low` does. */
function imageBlock(part: Json, path: string): Block {
  const image = part['image_url'];
  const url = typeof image === 'string' ? image : (image as { url?: unknown } | undefined)?.url;
  if (typeof url !== 'string') throw invalid(`${path}.image_url.url`, 'An image needs a URL.');
  if (isWebAddress(url)) return { type: 'image', source: { type: 'url', url } };
  const { mediaType, data } = dataUrl(url, `${path}.image_url.url`);
  if (!IMAGE_TYPES.has(mediaType)) throw unsupported(`${path}.image_url.url`, `Images of type ${mediaType} are not supported by this model.`);
  return { type: 'image', source: { type: 'base64', media_type: mediaType, data } };
}

/** The data URL of a picture that comes as a file, which is how LlamaIndex sends them; null for every other file. */
export function pictureInFile({ file }: Json): string | null {
  const data = (file as { readonly file_data?: unknown } | null | undefined)?.file_data;
  return typeof data === 'string' && /^data:image\//i.test(data) ? data : null;
}

/** PDFs go as they are, texts as text (platform.claude.com, "PDF support", "Citations"). */
function documentBlock(part: Json, path: string): Block {
  const file = asObject(part['file'], `${path}.file`);
  const url = file['file_data'];
  if (typeof url !== 'string') throw unsupported(`${path}.file.file_id`, 'Files must be sent as file_data to this model.');
  const title = typeof file['filename'] === 'string' ? { title: file['filename'] } : {};
  if (isWebAddress(url)) return { type: 'document', source: { type: 'url', url }, ...title };
  const { mediaType, data } = dataUrl(url, `${path}.file.file_data`);
  if (mediaType === 'application/pdf') return { type: 'document', source: { type: 'base64', media_type: mediaType, data }, ...title };
  if (!mediaType.startsWith('text/')) throw unsupported(`${path}.file.file_data`, `Files of type ${mediaType} are not supported by this model.`);
  return { type: 'document', source: { type: 'text', media_type: 'text/plain', data: Buffer.from(data, 'base64').toString('utf8') }, ...title };
}

function isWebAddress(url: string): boolean {
  return url.startsWith('https://') || url.startsWith('http://');
}

function dataUrl(url: string, path: string): { readonly mediaType: string; readonly data: string } {
  const head = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/i.exec(url);
  if (head === null) throw invalid(path, 'Expected a web address or a base64 data URL.');
  return { mediaType: (head[1] as string).toLowerCase(), data: url.slice(head[0].length) };
}

/** Prompt caching marks are Anthropic's own extension and travel with the part they stand on. */
function withCacheMark(from: Json, block: Block): Block {
  return from['cache_control'] === undefined ? block : { ...block, cache_control: from['cache_control'] };
}

function asObject(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'Expected an object.');
  return value as Json;
}
