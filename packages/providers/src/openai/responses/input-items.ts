import { invalid, unsupported } from '../../dialect/refusal.ts';
import { imageUrl, partsOf } from '../../dialect/content.ts';
import { asList, asObject, asText, fieldsOf, type Fields } from '../../dialect/fields.ts';
import { reasoningItems } from './reasoning-items.ts';

type Item = Record<string, unknown>;

/** Messages as input items: what a model wrote in one turn (thoughts, text, calls of tools) is one message here and several items there. */
export function inputItems(messages: readonly unknown[]): Item[] {
  return messages.flatMap((value, index): Item[] => {
    const path = `messages[${index}]`;
    const message = asObject(value, path);
    switch (message['role']) {
      case 'system':
      case 'developer':
      case 'user':
        return [{ type: 'message', role: message['role'], content: inputContent(message['content'], `${path}.content`) }];
      case 'assistant':
        return assistantItems(message, path);
      case 'tool':
        return [
          {
            type: 'function_call_output',
            call_id: asText(message['tool_call_id'], `${path}.tool_call_id`),
            output: inputContent(message['content'], `${path}.content`),
          },
        ];
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  });
}

function inputContent(content: unknown, path: string): string | Item[] {
  return typeof content === 'string' ? content : partsOf(content, path).map((part, index) => inputPart(part, `${path}[${index}]`));
}

function inputPart(part: Fields, path: string): Item {
  switch (part['type']) {
    case 'text':
      return { type: 'input_text', text: asText(part['text'], `${path}.text`), ...breakpoint(part) };
    case 'image_url':
      return { type: 'input_image', image_url: imageUrl(part, path), detail: fieldsOf(part['image_url'])['detail'] ?? 'auto', ...breakpoint(part) };
    case 'file':
      return { type: 'input_file', ...fileOf(asObject(part['file'], `${path}.file`), path), ...breakpoint(part) };
    default:
      throw unsupported(`${path}.type`, `Content of type ${JSON.stringify(part['type'])} is not supported by this model.`);
  }
}

/** Files of the account behind the key are those of everybody who shares it. */
function fileOf({ file_data: data, filename }: Fields, path: string): Item {
  if (typeof data !== 'string') throw unsupported(`${path}.file.file_id`, 'Files must be sent as file_data to this model.');
  if (/^https?:\/\//.test(data)) return { file_url: data };
  return { file_data: data, filename: typeof filename === 'string' ? filename : 'file' };
}

/** OpenAI's own mark of prompt caching; other labs' marks have no place there, as it caches by itself. */
function breakpoint(part: Fields): Item {
  return part['prompt_cache_breakpoint'] == null ? {} : { prompt_cache_breakpoint: part['prompt_cache_breakpoint'] };
}

function assistantItems(message: Fields, path: string): Item[] {
  for (const field of ['audio', 'function_call']) {
    if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
  }
  const content = assistantContent(message, path);
  const phase = typeof message['phase'] === 'string' ? { phase: message['phase'] } : {};
  return [
    ...reasoningItems(message['reasoning_details']),
    ...(content.length === 0 ? [] : [{ type: 'message', role: 'assistant', content, ...phase }]),
    ...asList(message['tool_calls'], `${path}.tool_calls`).map((call, index) => functionCall(call, `${path}.tool_calls[${index}]`)),
  ];
}

function assistantContent(message: Fields, path: string): Item[] {
  const said = partsOf(message['content'], `${path}.content`).map((part, index): Item => {
    const at = `${path}.content[${index}]`;
    if (part['type'] === 'refusal') return { type: 'refusal', refusal: asText(part['refusal'], `${at}.refusal`) };
    if (part['type'] !== 'text') throw unsupported(`${at}.type`, 'Only text is supported here by this model.');
    return { type: 'output_text', text: asText(part['text'], `${at}.text`) };
  });
  const refusal = message['refusal'];
  return typeof refusal === 'string' && refusal !== '' ? [...said, { type: 'refusal', refusal }] : said;
}

function functionCall(value: unknown, path: string): Item {
  const call = asObject(value, path);
  if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${path}.type`, 'Only function tools are supported by this model.');
  const fn = asObject(call['function'], `${path}.function`);
  return {
    type: 'function_call',
    call_id: asText(call['id'], `${path}.id`),
    name: asText(fn['name'], `${path}.function.name`),
    arguments: asText(fn['arguments'] ?? '{}', `${path}.function.arguments`),
  };
}
