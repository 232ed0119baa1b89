import { invalid, unsupported } from '../dialect/refusal.ts';
import { dataOfUrl, imageUrl, partsOf, textsOf } from '../dialect/content.ts';
import { asList, asObject, asText, type Fields } from '../dialect/fields.ts';
import { unsignedReasoning } from '../dialect/reasoning.ts';
import { parseExactly } from '../exact-json.ts';

type Message = Record<string, unknown>;

/** Parts of a content are one text there. */
const BETWEEN_PARTS = '\n';

/** OpenAI's messages as Ollama's: a text each, pictures beside it, calls with objects for arguments. */
export function translateMessages(messages: readonly unknown[]): Message[] {
  const toolNames = new Map<string, string>();
  return messages.map((value, index) => {
    const path = `messages[${index}]`;
    const message = asObject(value, path);
    switch (message['role']) {
      case 'system':
      case 'developer':
        return { role: 'system', content: textsOf(message['content'], `${path}.content`).join(BETWEEN_PARTS) };
      case 'user':
        return { role: 'user', ...contentOf(message['content'], `${path}.content`) };
      case 'assistant':
        return assistantMessage(message, path, toolNames);
      case 'tool':
        return toolMessage(message, path, toolNames);
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  });
}

function contentOf(content: unknown, path: string): Message {
  const texts: string[] = [];
  const images: string[] = [];
  for (const [index, part] of partsOf(content, path).entries()) {
    const at = `${path}[${index}]`;
    if (part['type'] === 'text') texts.push(asText(part['text'], `${at}.text`));
    else if (part['type'] === 'image_url') images.push(imageOf(part, at));
    else throw unsupported(`${at}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
  }
  return { content: texts.join(BETWEEN_PARTS), ...(images.length === 0 ? {} : { images }) };
}

/** It fetches nothing from anywhere. */
function imageOf(part: Fields, path: string): string {
  const data = dataOfUrl(imageUrl(part, path));
  if (data === null) throw unsupported(`${path}.image_url.url`, 'Images must be sent as data URLs to this model.');
  return data.base64;
}

function assistantMessage(message: Fields, path: string, toolNames: Map<string, string>): Message {
  for (const field of ['audio', 'function_call']) {
    if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
  }
  const refusal = typeof message['refusal'] === 'string' && message['refusal'] !== '' ? [message['refusal']] : [];
  const calls = asList(message['tool_calls'], `${path}.tool_calls`).map((call, index) => toolCall(call, `${path}.tool_calls[${index}]`, toolNames));
  const thinking = unsignedReasoning(message);
  return {
    role: 'assistant',
    content: [...textsOf(message['content'], `${path}.content`), ...refusal].join(BETWEEN_PARTS),
    ...(thinking === '' ? {} : { thinking }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
  };
}

function toolCall(value: unknown, path: string, toolNames: Map<string, string>): Message {
  const call = asObject(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const fn = asObject(call['function'], `${path}.function`);
  const id = asText(call['id'], `${path}.id`);
  const name = asText(fn['name'], `${path}.function.name`);
  toolNames.set(id, name);
  return { id, function: { name, arguments: callArguments(fn['arguments'], `${path}.function.arguments`) } };
}

function callArguments(text: unknown, path: string): unknown {
  if (text === undefined || text === null || text === '') return {};
  try {
    return asObject(parseExactly(asText(text, path)), path);
  } catch (error) {
    if (error instanceof SyntaxError) throw invalid(path, 'The arguments of a tool call must be JSON.');
    throw error;
  }
}

/** Older versions know a result by the name of its tool, newer ones by the id of its call as well. */
function toolMessage(message: Fields, path: string, toolNames: ReadonlyMap<string, string>): Message {
  const id = asText(message['tool_call_id'], `${path}.tool_call_id`);
  const name = toolNames.get(id);
  const content = contentOf(message['content'], `${path}.content`);
  return { role: 'tool', ...content, tool_call_id: id, ...(name === undefined ? {} : { tool_name: name }) };
}
