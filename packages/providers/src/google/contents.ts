import { invalid, unsupported } from '../dialect/refusal.ts';
import { parseExactly } from '../exact-json.ts';
import { mediaPart } from './media.ts';
import type { ModelTraits } from './model-traits.ts';
import type { Content, Part } from './part.ts';
import { FOREIGN_CALL, signaturesOf } from './signatures.ts';

type Json = Readonly<Record<string, unknown>>;

export interface TranslatedMessages {
  readonly systemInstruction: { readonly parts: Part[] } | null;
  readonly contents: Content[];
}

interface Call {
  readonly name: string;
  /** Among the calls of its message. */
  readonly position: number;
}

interface Result {
  readonly position: number;
  readonly part: Part;
}

/**
 * OpenAI's messages as Gemini's contents: system and developer texts go to the front, results of tools become one turn of their own, in the order of the
 * calls, as models of before ids know them by.
 */
export function translateMessages(messages: readonly unknown[], traits: ModelTraits): TranslatedMessages {
  return new Translation(traits).translate(messages);
}

class Translation {
  readonly #traits: ModelTraits;
  readonly #system: Part[] = [];
  readonly #contents: Content[] = [];
  /** Of the latest message with calls, by id. */
  #calls = new Map<string, Call>();
  #results: Result[] = [];

  constructor(traits: ModelTraits) {
    this.#traits = traits;
  }

  translate(messages: readonly unknown[]): TranslatedMessages {
    for (const [index, value] of messages.entries()) this.#message(asObject(value, `messages[${index}]`), `messages[${index}]`);
    this.#endResults();
    // Gemini wants something to answer: instructions that stand alone are what the user says.
    if (this.#contents.length === 0) return { systemInstruction: null, contents: [{ role: 'user', parts: this.#system }] };
    return { systemInstruction: this.#system.length === 0 ? null : { parts: this.#system }, contents: this.#contents };
  }

  #message(message: Json, path: string): void {
    if (message['role'] !== 'tool') this.#endResults();
    switch (message['role']) {
      case 'system':
      case 'developer':
        this.#system.push(...textParts(message['content'], `${path}.content`));
        break;
      case 'user':
        this.#say('user', userParts(message['content'], `${path}.content`));
        break;
      case 'assistant':
        this.#say('model', this.#assistantParts(message, path));
        break;
      case 'tool':
        this.#results.push(this.#result(message, path));
        break;
      default:
        throw invalid(`${path}.role`, `Role ${JSON.stringify(message['role'])} is not known.`);
    }
  }

  /** Neighbours of one role are joined; results of tools stay apart from what the user says. */
  #say(role: Content['role'], parts: Part[]): void {
    const last = this.#contents.at(-1);
    const isJoined = last?.role === role && last.parts.at(-1)?.['functionResponse'] === undefined && last.parts.at(-1)?.['functionCall'] === undefined;
    if (isJoined) last.parts.push(...parts);
    else if (parts.length > 0) this.#contents.push({ role, parts });
  }

  #endResults(): void {
    if (this.#results.length === 0) return;
    const parts = this.#results.toSorted((a, b) => a.position - b.position).map(({ part }) => part);
    this.#results = [];
    this.#contents.push({ role: 'user', parts });
  }

  #assistantParts(message: Json, path: string): Part[] {
    for (const field of ['audio', 'function_call']) {
      if (message[field] !== undefined && message[field] !== null) throw unsupported(`${path}.${field}`);
    }
    const calls = readCalls(message['tool_calls'], `${path}.tool_calls`);
    if (calls.length > 0) this.#calls = new Map(calls.map(({ id, name }, position) => [id, { name, position }]));
    const { thoughts, ofCalls, ofParts } = signaturesOf(message['reasoning_details'], new Set(calls.map(({ id }) => id)));
    const said = [...assistantText(message, path), ...pictures(message['images'], path)];
    for (const part of said) {
      const signature = ofParts.shift();
      if (signature !== undefined) part['thoughtSignature'] = signature;
    }
    const called = calls.map(({ id, name, args }, position): Part => {
      const signature = ofCalls.get(id) ?? (position === 0 && ofCalls.size === 0 ? this.#firstSignature(ofParts) : undefined);
      const functionCall = { id, name, args };
      return { functionCall, ...(signature === undefined ? {} : { thoughtSignature: signature }) };
    });
    return [...thoughts, ...said, ...ofParts.map((signature) => ({ text: '', thoughtSignature: signature })), ...called];
  }

  /** One whose call the client did not keep, or what Google gives out for calls that it did not sign. */
  #firstSignature(left: string[]): string | undefined {
    return left.shift() ?? (this.#traits.isThird ? FOREIGN_CALL : undefined);
  }

  #result(message: Json, path: string): Result {
    const id = message['tool_call_id'];
    if (typeof id !== 'string') throw invalid(`${path}.tool_call_id`, 'A tool message names the call it answers.');
    const call = this.#calls.get(id);
    if (call === undefined) throw invalid(`${path}.tool_call_id`, 'A tool message answers a call of the assistant message before it.');
    const content = message['content'];
    const all = Array.isArray(content) ? userParts(content, `${path}.content`) : textParts(content, `${path}.content`);
    const media = all.filter((part) => part['text'] === undefined);
    if (media.length > 0 && !(this.#traits.isThird && media.every(isResultMedia)))
      throw unsupported(`${path}.content`, 'Results of tools of this kind are not supported by this model.');
    // The text as it is: as an object Google would read its numbers as doubles.
    const text = all.flatMap((part) => (typeof part['text'] === 'string' ? [part['text']] : [])).join('');
    const functionResponse = {
      id,
      name: call.name,
      response: message['is_error'] === true ? { error: text } : { output: text },
      ...(media.length > 0 ? { parts: media } : {}),
    };
    return { position: call.position, part: { functionResponse } };
  }
}

/** ai.google.dev, "Function calling", multimodal function responses. */
const RESULT_TYPES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'application/pdf', 'text/plain']);

function isResultMedia({ inlineData }: Part): boolean {
  return RESULT_TYPES.has(String((inlineData as { readonly mimeType?: unknown } | undefined)?.mimeType));
}

function userParts(content: unknown, path: string): Part[] {
  if (!Array.isArray(content)) return textParts(content, path);
  return content.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const part = asObject(value, at);
    return part['type'] === 'text' ? textPart(part['text'], at) : [mediaPart(part, at)];
  });
}

/** One text: a signature belongs to all of it. */
function assistantText(message: Json, path: string): Part[] {
  const { content, refusal } = message;
  const parts = content === null || content === undefined ? [] : textParts(content, `${path}.content`);
  const text = parts.map((part) => String(part['text'])).join('') + (typeof refusal === 'string' ? refusal : '');
  return text === '' ? [] : [{ text }];
}

/** Pictures that the model made, in the form in which they were handed out. */
function pictures(images: unknown, path: string): Part[] {
  if (!Array.isArray(images)) return [];
  return images.map((value, index) => mediaPart({ ...asObject(value, `${path}.images[${index}]`), type: 'image_url' }, `${path}.images[${index}]`));
}

function textParts(content: unknown, path: string): Part[] {
  if (typeof content === 'string') return textPart(content, path);
  if (!Array.isArray(content)) throw invalid(path, 'Content must be a text or a list of parts.');
  return content.flatMap((value, index) => {
    const at = `${path}[${index}]`;
    const part = asObject(value, at);
    if (part['type'] === 'refusal') return textPart(part['refusal'], at);
    if (part['type'] !== 'text') throw unsupported(`${at}.type`, 'Only text is supported here by this model.');
    return textPart(part['text'], at);
  });
}

/** Empty texts are left out. */
function textPart(text: unknown, path: string): Part[] {
  if (typeof text !== 'string') throw invalid(`${path}.text`, 'A text part needs a text.');
  return text === '' ? [] : [{ text }];
}

interface ReadCall {
  readonly id: string;
  readonly name: string;
  readonly args: unknown;
}

function readCalls(value: unknown, path: string): ReadCall[] {
  if (!Array.isArray(value)) return [];
  return value.map((item, index) => {
    const at = `${path}[${index}]`;
    const call = asObject(item, at);
    if (call['type'] !== undefined && call['type'] !== 'function') throw unsupported(`${at}.type`, 'Only function tools are supported by this model.');
    const fn = asObject(call['function'], `${at}.function`);
    if (typeof call['id'] !== 'string') throw invalid(`${at}.id`, 'A tool call needs an id.');
    if (typeof fn['name'] !== 'string') throw invalid(`${at}.function.name`, 'A tool call needs the name of its function.');
    return { id: call['id'], name: fn['name'], args: readArguments(fn['arguments'], `${at}.function.arguments`) };
  });
}

/** A model of another lab may have written arguments that are no JSON object: Gemini cannot be shown them as a call. */
function readArguments(text: unknown, path: string): unknown {
  if (text === undefined || text === null) return {};
  if (typeof text !== 'string') throw invalid(path, 'The arguments of a tool call are a text.');
  if (text.trim() === '') return {};
  let args: unknown;
  try {
    args = parseExactly(text);
  } catch {
    throw invalid(path, 'The arguments of a tool call must be JSON.');
  }
  return asObject(args, path);
}

function asObject(value: unknown, path: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(path, 'Expected an object.');
  return value as Json;
}
