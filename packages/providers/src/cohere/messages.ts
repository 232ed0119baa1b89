import type { Endpoint } from '@modelhub/catalog/types';
import { invalid, unsupported } from '../dialect/refusal.ts';
import { imageUrl, partsOf, textsOf } from '../dialect/content.ts';
import { asList, asObject, asText, type Fields } from '../dialect/fields.ts';
import { unsignedReasoning } from '../dialect/reasoning.ts';

type Message = Record<string, unknown>;

const IMAGE_DETAILS = new Set<unknown>(['auto', 'low', 'high']);

/**
 * OpenAI's messages as Cohere's. System and developer texts become one message at the front, where Cohere wants them ("system turn must be the first in
 * the list").
 */
export function translateMessages(messages: readonly unknown[], endpoint: Endpoint): Message[] {
  const system: string[] = [];
  const turns: Message[] = [];
  for (const [index, value] of messages.entries()) {
    const path = `messages[${index}]`;
    const message = asObject(value, path);
    switch (message['role']) {
      case 'system':
      case 'developer':
        system.push(...textsOf(message['content'], `${path}.content`));
        break;
      case 'user':
        turns.push({ role: 'user', content: userContent(message['content'], `${path}.content`) });
        break;
      case 'assistant':
        turns.push(...assistantMessage(message, path, endpoint));
        break;
      case 'tool':
        turns.push(toolMessage(message, path));
        break;
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  }
  return system.length === 0 ? turns : [{ role: 'system', content: textContent(system) }, ...turns];
}

function userContent(content: unknown, path: string): string | Message[] {
  if (typeof content === 'string') return content;
  return partsOf(content, path).flatMap((part, index): Message[] => {
    const at = `${path}[${index}]`;
    switch (part['type']) {
      case 'text':
        return part['text'] === '' ? [] : [textPart(asText(part['text'], `${at}.text`))];
      case 'image_url':
        return [imagePart(part, at)];
      default:
        throw unsupported(`${at}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
    }
  });
}

/** Both web addresses and data URLs are taken as they are (docs.cohere.com, "Image inputs"). */
function imagePart(part: Fields, path: string): Message {
  const { detail } = (typeof part['image_url'] === 'object' ? part['image_url'] : {}) as Fields;
  if (detail !== undefined && detail !== null && !IMAGE_DETAILS.has(detail))
    throw unsupported(`${path}.image_url.detail`, `Detail ${JSON.stringify(detail)} is not supported by this model.`);
  return { type: 'image_url', image_url: { url: imageUrl(part, path), ...(typeof detail === 'string' ? { detail } : {}) } };
}

/** What is said beside calls of tools is their plan there, and comes from there as text. A turn in which nothing was said is left out: Cohere refuses it. */
function assistantMessage(message: Fields, path: string, endpoint: Endpoint): Message[] {
  for (const field of ['audio', 'function_call']) {
    if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
  }
  const calls = asList(message['tool_calls'], `${path}.tool_calls`).map((call, index) => toolCall(call, `${path}.tool_calls[${index}]`));
  const refusal = typeof message['refusal'] === 'string' && message['refusal'] !== '' ? [message['refusal']] : [];
  const texts = [...textsOf(message['content'], `${path}.content`), ...refusal];
  const thinking = endpoint.supportedParameters.includes('reasoning_effort') ? unsignedReasoning(message) : '';
  const blocks = thinking === '' ? [] : [{ type: 'thinking', thinking }];
  if (calls.length === 0) {
    if (texts.length === 0) return [];
    return [{ role: 'assistant', content: blocks.length === 0 ? textContent(texts) : [...blocks, ...texts.map(textPart)] }];
  }
  const content = blocks.length === 0 ? {} : { content: blocks };
  return [{ role: 'assistant', ...content, ...(texts.length === 0 ? {} : { tool_plan: texts.join('') }), tool_calls: calls }];
}

function toolCall(value: unknown, path: string): Message {
  const call = asObject(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const fn = asObject(call['function'], `${path}.function`);
  return {
    id: asText(call['id'], `${path}.id`),
    type: 'function',
    function: { name: asText(fn['name'], `${path}.function.name`), arguments: asText(fn['arguments'] ?? '{}', `${path}.function.arguments`) || '{}' },
  };
}

function toolMessage(message: Fields, path: string): Message {
  const texts = textsOf(message['content'], `${path}.content`);
  return { role: 'tool', tool_call_id: asText(message['tool_call_id'], `${path}.tool_call_id`), content: textContent(texts) };
}

function textContent(texts: readonly string[]): string | Message[] {
  return texts.length > 1 ? texts.map(textPart) : (texts[0] ?? '');
}

function textPart(text: string): Message {
  return { type: 'text', text };
}
