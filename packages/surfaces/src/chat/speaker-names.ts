import type { ChatRequest } from '@modelhub/providers/types';

type Fields = Readonly<Record<string, unknown>>;

/**
 * The request with the names of its speakers in what they say: `ann: Hi`. OpenAI's models are told a name apart from the text; no other dialect has a
 * place for it, and without it several people would become one.
 */
export function withSpeakerNames(request: ChatRequest): ChatRequest {
  if (!request.messages.some((message) => nameOf(message) !== null)) return request;
  return { ...request, messages: request.messages.map((message) => withName(message)) };
}

function withName(message: unknown): unknown {
  const name = nameOf(message);
  if (name === null) return message;
  const { name: _name, ...rest } = message as Fields;
  const { content } = rest;
  if (typeof content === 'string') return { ...rest, content: `${name}: ${content}` };
  if (!Array.isArray(content)) return rest;
  const index = content.findIndex((part: unknown) => typeof (part as Fields | null)?.['text'] === 'string');
  if (index < 0) return { ...rest, content: [{ type: 'text', text: `${name}:` }, ...(content as unknown[])] };
  const part = content[index] as Fields;
  return { ...rest, content: (content as unknown[]).with(index, { ...part, text: `${name}: ${String(part['text'])}` }) };
}

/** The name of a result's tool is no speaker. */
function nameOf(message: unknown): string | null {
  const { role, name } = (message ?? {}) as Fields;
  return typeof name === 'string' && name !== '' && role !== 'tool' && role !== 'function' ? name : null;
}
