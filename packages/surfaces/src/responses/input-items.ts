import type { Fields } from '../read-body.ts';
import { invalid } from '../read-body.ts';
import { toChatContent } from './content-parts.ts';
import { CUSTOM_INPUT } from './custom-input.ts';
import { reasoningDetails } from './reasoning-details.ts';
import { unsupported } from './untranslatable.ts';

interface AssistantMessage {
  readonly role: 'assistant';
  content: Fields[];
  readonly reasoning: Fields[];
  readonly calls: Fields[];
}

/**
 * A response's input as messages of a chat completion. What a model wrote in one turn (thoughts, text, calls of tools) are several items there and one
 * message here.
 */
export function toChatMessages(input: unknown): Fields[] {
  if (typeof input === 'string') return [{ role: 'user', content: input }];
  const messages: (Fields | AssistantMessage)[] = [];
  const assistant = (): AssistantMessage => {
    const last = messages.at(-1);
    if (last !== undefined && isOpen(last)) return last;
    const opened: AssistantMessage = { role: 'assistant', content: [], reasoning: [], calls: [] };
    messages.push(opened);
    return opened;
  };
  for (const [index, value] of ((input ?? []) as readonly Fields[]).entries()) {
    const path = `input[${index}]`;
    switch (kindOf(value)) {
      case 'message':
        if (value['role'] === 'assistant') assistant().content.push(...assistantParts(value['content'], `${path}.content`));
        else messages.push({ role: value['role'], content: toChatContent(value['content'], `${path}.content`) });
        break;
      case 'image_generation_call':
        assistant().content.push(pictureOf(value, path));
        break;
      case 'reasoning':
        assistant().reasoning.push(...reasoningDetails(value));
        break;
      case 'function_call':
        assistant().calls.push(toolCall(value, textOf(value, 'arguments', path), path));
        break;
      case 'custom_tool_call':
        assistant().calls.push(toolCall(value, JSON.stringify({ [CUSTOM_INPUT]: textOf(value, 'input', path) }), path));
        break;
      case 'function_call_output':
      case 'custom_tool_call_output':
        messages.push({ role: 'tool', tool_call_id: textOf(value, 'call_id', path), content: outputOf(value['output'], `${path}.output`) });
        break;
      case 'item_reference':
        throw invalid('invalid_value', `${path}.id`, `${path} refers to an item that is not kept. Send the item itself.`);
      default:
        throw unsupported(`${path}.type`, `Items of type ${JSON.stringify(value['type'])} are not supported by this model.`);
    }
  }
  return messages.map((message) => (isOpen(message) ? closed(message) : message));
}

/** Items may leave their type out: what has a role is a message, what has only an id refers to an item. */
export function kindOf(item: Fields): unknown {
  return item['type'] ?? (item['role'] === undefined ? 'item_reference' : 'message');
}

function isOpen(message: Fields | AssistantMessage): message is AssistantMessage {
  return message['role'] === 'assistant';
}

/** A picture that a model made, where it can be shown to one again. */
function pictureOf(item: Fields, path: string): Fields {
  const format = typeof item['output_format'] === 'string' ? item['output_format'] : 'png';
  return { type: 'image_url', image_url: { url: `data:image/${format};base64,${textOf(item, 'result', path)}` } };
}

function assistantParts(content: unknown, path: string): Fields[] {
  const parts = toChatContent(content, path);
  return typeof parts === 'string' ? [{ type: 'text', text: parts }] : parts;
}

function toolCall(item: Fields, text: string, path: string): Fields {
  return { id: textOf(item, 'call_id', path), type: 'function', function: { name: textOf(item, 'name', path), arguments: text } };
}

/** A single text is sent as one, which every provider can read. */
function outputOf(output: unknown, path: string): string | Fields[] {
  const content = toChatContent(output, path);
  if (typeof content === 'string') return content;
  const [first, ...rest] = content;
  return rest.length === 0 && first?.['type'] === 'text' && Object.keys(first).length === 2 ? String(first['text']) : content;
}

function closed({ role, content, reasoning, calls }: AssistantMessage): Fields {
  const thought = reasoning.map((detail) => textIn(detail)).join('');
  return {
    role,
    content: contentOf(content, calls.length),
    ...(thought === '' ? {} : { reasoning_content: thought }),
    ...(reasoning.length === 0 ? {} : { reasoning_details: reasoning.map((detail, index) => ({ ...detail, index })) }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

/** Text alone is sent as one text; a message of calls alone has none. */
function contentOf(parts: readonly Fields[], calls: number): string | null | readonly Fields[] {
  if (parts.length === 0) return calls > 0 ? null : '';
  const isPlain = parts.every((part) => part['type'] === 'text' && Object.keys(part).length === 2);
  return isPlain ? parts.map((part) => String(part['text'])).join('') : parts;
}

function textIn(detail: Fields): string {
  const text = detail['text'] ?? detail['summary'];
  return typeof text === 'string' ? text : '';
}

function textOf(item: Fields, field: string, path: string): string {
  const value = item[field];
  if (value === undefined) throw invalid('missing_required_parameter', `${path}.${field}`, `${path}.${field} is missing.`);
  if (typeof value !== 'string') throw invalid('invalid_value', `${path}.${field}`, `${path}.${field} must be a text.`);
  return value;
}
