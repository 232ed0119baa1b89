import { ModelHubError } from '@modelhub/core/errors';
import { unsupported } from './unsupported.ts';

type Json = Readonly<Record<string, unknown>>;
export type Block = Record<string, unknown>;

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
      case 'file':
        return [withCacheMark(part, documentBlock(part, at))];
      default:
        throw unsupported(`${at}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
    }
  });
}

function assistantBlocks(message: Json, path: string): Block[] {
  const blocks = reasoningBlocks(message['reasoning_details']);
  if (message['content'] !== null && message['content'] !== undefined) blocks.push(...textBlocks(message['content'], `${path}.content`));
  if (typeof message['refusal'] === 'string' && message['refusal'] !== '') blocks.push({ type: 'text', text: message['refusal'] });
  const calls = message['tool_calls'];
  if (Array.isArray(calls)) blocks.push(...calls.map((call, index) => toolUse(call, `${path}.tool_calls[${index}]`)));
  return blocks;
}

/** Thinking comes back with its signature as it was handed out: without it Anthropic refuses to continue a tool loop. */
function reasoningBlocks(details: unknown): Block[] {
  if (!Array.isArray(details)) return [];
  return details.flatMap((value): Block[] => {
    const detail = value as Json;
    if (detail['type'] === 'reasoning.encrypted') return [{ type: 'redacted_thinking', data: detail['data'] }];
    if (detail['type'] !== 'reasoning.text' || typeof detail['signature'] !== 'string') return [];
    return [{ type: 'thinking', thinking: detail['text'] ?? '', signature: detail['signature'] }];
  });
}

function toolUse(value: unknown, path: string): Block {
  const call = asObject(value, path);
  const fn = asObject(call['function'], `${path}.function`);
  const text = typeof fn['arguments'] === 'string' && fn['arguments'].trim() !== '' ? fn['arguments'] : '{}';
  let input: unknown;
  try {
    input = JSON.parse(text);
  } catch {
    throw invalid(`${path}.function.arguments`, 'The arguments of a tool call must be JSON.');
  }
  return { type: 'tool_use', id: call['id'], name: fn['name'], input };
}

function toolResult(message: Json, path: string): Block {
  if (typeof message['tool_call_id'] !== 'string') throw invalid(`${path}.tool_call_id`, 'A tool message names the call it answers.');
  const content = message['content'];
  const blocks = Array.isArray(content) ? userBlocks(content, `${path}.content`) : textBlocks(content, `${path}.content`);
  return withCacheMark(message, { type: 'tool_result', tool_use_id: message['tool_call_id'], content: blocks });
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

function imageBlock(part: Json, path: string): Block {
  const image = part['image_url'];
  const url = typeof image === 'string' ? image : (image as { url?: unknown } | undefined)?.url;
  if (typeof url !== 'string') throw invalid(`${path}.image_url.url`, 'An image needs a URL.');
  return { type: 'image', source: source(url, `${path}.image_url.url`) };
}

function documentBlock(part: Json, path: string): Block {
  const file = asObject(part['file'], `${path}.file`);
  if (typeof file['file_data'] !== 'string') throw unsupported(`${path}.file`, 'Files must be sent as file_data to this model.');
  const title = typeof file['filename'] === 'string' ? { title: file['filename'] } : {};
  return { type: 'document', source: source(file['file_data'], `${path}.file.file_data`), ...title };
}

function source(url: string, path: string): Block {
  if (url.startsWith('https://') || url.startsWith('http://')) return { type: 'url', url };
  const data = /^data:([\w.+-]+\/[\w.+-]+)(?:;[\w=.+-]+)*;base64,/.exec(url);
  if (data === null) throw invalid(path, 'Expected a web address or a base64 data URL.');
  return { type: 'base64', media_type: data[1], data: url.slice(data[0].length) };
}

/** Prompt caching marks are Anthropic's own extension and travel with the part they stand on. */
function withCacheMark(from: Json, block: Block): Block {
  return from['cache_control'] === undefined ? block : { ...block, cache_control: from['cache_control'] };
}

function asObject(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'Expected an object.');
  return value as Json;
}

function invalid(param: string, message: string): ModelHubError {
  return new ModelHubError('invalid_value', { message, param });
}
