import { invalid, type Fields } from '../read-body.ts';
import { openReasoning } from '../reasoning-envelope.ts';
import type { ConversationRequest } from '../types.ts';
import { unsupported } from './unsupported.ts';

/** Anthropic's turns as messages of a chat: the system prompt goes first, results of tools become messages of their own. */
export function chatMessages(request: ConversationRequest): object[] {
  const messages: object[] = systemMessage(request['system'], 'system');
  for (const [index, value] of (request['messages'] as readonly Fields[]).entries()) {
    const { role, content } = value;
    const at = `messages[${index}].content`;
    if (role === 'system') messages.push(...systemMessage(content, at));
    else if (typeof content === 'string') messages.push({ role, content });
    else if (role === 'assistant') messages.push(assistantMessage(blocksOf(content, at)));
    else messages.push(...userMessages(blocksOf(content, at)));
  }
  return messages;
}

interface Block {
  readonly at: string;
  readonly block: Fields;
}

function blocksOf(content: unknown, at: string): Block[] {
  if (!Array.isArray(content)) throw invalid('invalid_value', at, `${at} must be a text or a list of blocks.`);
  return content.map((block: unknown, index) => {
    if (typeof block !== 'object' || block === null) throw invalid('invalid_value', `${at}[${index}]`, `${at}[${index}] must be an object.`);
    return { at: `${at}[${index}]`, block: block as Fields };
  });
}

function systemMessage(system: unknown, at: string): object[] {
  if (system === undefined || system === null || system === '') return [];
  if (typeof system === 'string') return [{ role: 'system', content: system }];
  return [{ role: 'system', content: blocksOf(system, at).map((block) => textPart(block)) }];
}

/** Results of tools stand before what the user says: a chat wants them right behind the calls. */
function userMessages(blocks: readonly Block[]): object[] {
  const results = blocks.filter(({ block }) => block['type'] === 'tool_result').map((block) => toolMessage(block));
  const parts = blocks.filter(({ block }) => block['type'] !== 'tool_result').map((block) => contentPart(block));
  return parts.length === 0 ? results : [...results, { role: 'user', content: parts }];
}

function toolMessage({ at, block }: Block): object {
  const { tool_use_id: id, content, is_error: isError } = block;
  if (typeof id !== 'string') throw invalid('invalid_value', `${at}.tool_use_id`, `${at}.tool_use_id must be the id of a call.`);
  const failed = isError === true ? { is_error: true } : {};
  if (content === undefined || content === null || typeof content === 'string') return { role: 'tool', tool_call_id: id, content: content ?? '', ...failed };
  return { role: 'tool', tool_call_id: id, content: blocksOf(content, `${at}.content`).map((part) => contentPart(part)), ...failed };
}

function assistantMessage(blocks: readonly Block[]): object {
  const texts: object[] = [];
  const calls: object[] = [];
  const details: object[] = [];
  for (const { at, block } of blocks) {
    switch (block['type']) {
      case 'text':
        texts.push(textPart({ at, block }));
        break;
      case 'tool_use':
        calls.push({ id: block['id'], type: 'function', function: { name: block['name'], arguments: JSON.stringify(block['input'] ?? {}) } });
        break;
      case 'thinking':
        details.push(...thinkingDetails(block));
        break;
      case 'redacted_thinking':
        details.push(redactedDetail(String(block['data'])));
        break;
      default:
        throw unsupported(`${at}.type`);
    }
  }
  const reasoning = blocks.flatMap(({ block }) => (block['type'] === 'thinking' && typeof block['thinking'] === 'string' ? [block['thinking']] : [])).join('');
  return {
    role: 'assistant',
    content: texts.length === 0 ? null : joinedText(texts),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(reasoning === '' ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details.map((detail, index) => ({ ...detail, index })) }),
  };
}

/** Texts of an assistant are one text to most providers; only marks of a cache need the parts. */
function joinedText(parts: readonly object[]): unknown {
  if (parts.some((part) => 'cache_control' in part)) return parts;
  return parts.map((part) => (part as { readonly text: string }).text).join('');
}

/** A signature without our envelope is Anthropic's own. */
function thinkingDetails({ thinking, signature }: Fields): object[] {
  const text = typeof thinking === 'string' && thinking !== '' ? [{ type: 'reasoning.text', text: thinking }] : [];
  if (typeof signature !== 'string' || signature === '') return text;
  const sealed = openReasoning(signature);
  if (sealed === null) return [{ type: 'reasoning.text', text: thinking ?? '', signature, format: 'anthropic-claude-v1' }];
  const { format, data, about } = sealed;
  if (about !== null) return [...text, { type: 'reasoning.encrypted', data, id: about, format }];
  return [{ type: 'reasoning.text', text: thinking ?? '', signature: data, format }];
}

function redactedDetail(data: string): object {
  const sealed = openReasoning(data);
  if (sealed === null) return { type: 'reasoning.encrypted', data, format: 'anthropic-claude-v1' };
  return { type: 'reasoning.encrypted', data: sealed.data, ...(sealed.about === null ? {} : { id: sealed.about }), format: sealed.format };
}

function textPart({ at, block }: Block): object {
  if (block['type'] !== 'text' || typeof block['text'] !== 'string') throw invalid('invalid_value', at, `${at} must be a text block.`);
  return withCacheMark({ type: 'text', text: block['text'] }, block);
}

function contentPart(from: Block): object {
  const { at, block } = from;
  switch (block['type']) {
    case 'text':
      return textPart(from);
    case 'image':
      return withCacheMark({ type: 'image_url', image_url: { url: sourceUrl(from) } }, block);
    case 'document':
      return documentPart(from);
    case 'search_result':
      return withCacheMark({ type: 'text', text: searchResultText(block) }, block);
    default:
      throw unsupported(`${at}.type`);
  }
}

function documentPart(from: Block): object {
  const { block } = from;
  const source = block['source'] as Fields | undefined;
  if (block['citations'] != null && (block['citations'] as Fields)['enabled'] === true) throw unsupported(`${from.at}.citations`);
  const title = typeof block['title'] === 'string' ? `${block['title']}\n\n` : '';
  if (source?.['type'] === 'text') return withCacheMark({ type: 'text', text: title + String(source['data']) }, block);
  if (source?.['type'] === 'content') {
    const parts =
      typeof source['content'] === 'string'
        ? source['content']
        : blocksOf(source['content'], `${from.at}.source.content`)
            .map(({ block: b }) => b['text'])
            .join('\n');
    return withCacheMark({ type: 'text', text: title + String(parts) }, block);
  }
  const name = typeof block['title'] === 'string' ? block['title'] : 'document.pdf';
  return withCacheMark({ type: 'file', file: { filename: name, file_data: sourceUrl(from) } }, block);
}

/** An address, or the bytes as a data URL. Files that were uploaded to Anthropic exist only there. */
function sourceUrl({ at, block }: Block): string {
  const source = block['source'] as Fields | undefined;
  if (source?.['type'] === 'url' && typeof source['url'] === 'string') return source['url'];
  if (source?.['type'] === 'base64' && typeof source['data'] === 'string') return `data:${String(source['media_type'])};base64,${source['data']}`;
  if (source?.['type'] === 'file') throw unsupported(`${at}.source.type`);
  throw invalid('invalid_value', `${at}.source`, `${at}.source must hold an address or the bytes in base64.`);
}

function searchResultText({ title, source, content }: Fields): string {
  const texts = Array.isArray(content) ? (content as readonly Fields[]).map(({ text }) => String(text)) : [];
  return [`${String(title)} (${String(source)})`, ...texts].join('\n');
}

function withCacheMark(part: object, { cache_control: mark }: Fields): object {
  return mark === undefined || mark === null ? part : { ...part, cache_control: mark };
}
