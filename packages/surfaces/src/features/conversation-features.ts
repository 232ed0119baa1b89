import type { RequestFeatures } from '@modelhub/routing/saved/features';
import type { LongTexts } from '../outline/long-texts.ts';
import { CHARACTERS_READ, languageOf } from './language.ts';
import type { ConversationRequest, SurfaceName } from '../types.ts';

/** What the surface knows already. */
interface KnownFeatures {
  readonly surface: SurfaceName;
  readonly promptTokens: number;
  readonly outputTokensMax: number | null;
  /** Those that the request has marks for. */
  readonly texts?: LongTexts | undefined;
}

type Fields = Readonly<Record<string, unknown>>;
type PartKind = 'images' | 'audio' | 'files';

/** Parts of a message that are no text, as each of the dialects calls them. */
const KIND_OF_PART: Readonly<Partial<Record<string, PartKind>>> = {
  image_url: 'images',
  image: 'images',
  input_image: 'images',
  input_audio: 'audio',
  file: 'files',
  document: 'files',
  input_file: 'files',
};
const METADATA_KEYS_MAX = 16;

/**
 * What a policy can look at, in a request of any dialect: their messages are alike enough to be read in one way, which costs a fraction of translating them.
 * Lenient, since providers judge what nobody here knows.
 */
export function conversationFeatures(request: ConversationRequest, { surface, promptTokens, outputTokensMax, texts }: KnownFeatures): RequestFeatures {
  const counts = { images: 0, audio: 0, files: 0 };
  let turns = 0;
  let lastText = '';
  for (const message of messagesOf(request)) {
    const text = countParts(message['content'] ?? message['output'], counts, texts);
    // Anthropic's users also send the results of tools, which are no turn.
    if (message['role'] !== 'user' || text === null) continue;
    turns += 1;
    lastText = text;
  }
  return {
    surface,
    prompt_tokens: promptTokens,
    output_tokens_max: outputTokensMax,
    turns,
    tools: lengthOf(request['tools']) + lengthOf(request['functions']),
    ...counts,
    json_output: wantsJson(request),
    language: languageOf(lastText),
    metadata: labelsOf(request['metadata']),
  };
}

/** `messages` of chats and of Anthropic, `input` of responses, `prompt` of completions. */
function messagesOf({ messages, input, prompt }: ConversationRequest): readonly Fields[] {
  const listed = messages ?? input;
  if (Array.isArray(listed)) return (listed as readonly unknown[]).filter(isObject);
  const text = typeof listed === 'string' ? listed : Array.isArray(prompt) ? prompt[0] : prompt;
  return [{ role: 'user', content: typeof text === 'string' ? text : '' }];
}

/** Counts what is no text, also in the results of tools, and gives the text; null where there is nothing but results of tools. */
function countParts(content: unknown, counts: Record<PartKind, number>, texts: LongTexts | undefined): string | null {
  if (typeof content === 'string') return beginningOf(content, texts);
  if (!Array.isArray(content)) return '';
  let text = '';
  let hasOwn = content.length === 0;
  for (const part of content as readonly unknown[]) {
    if (!isObject(part)) continue;
    const { type } = part;
    if (type === 'tool_result') {
      countParts(part['content'], counts, texts);
      continue;
    }
    hasOwn = true;
    if (typeof part['text'] === 'string') {
      const own = beginningOf(part['text'], texts);
      text = text === '' ? own : `${text} ${own}`;
    }
    const kind = typeof type === 'string' ? KIND_OF_PART[type] : undefined;
    if (kind !== undefined) counts[kind] += 1;
  }
  return hasOwn ? text : null;
}

/** Of a long text no more is looked at. */
function beginningOf(text: string, texts: LongTexts | undefined): string {
  const long = texts?.indexOf(text) ?? -1;
  return long < 0 || texts === undefined ? text : texts.head(long, CHARACTERS_READ);
}

/** `response_format` of chats, `text.format` of responses, `output_config.format` of Anthropic, or `output_format` as its beta had it. */
function wantsJson(request: ConversationRequest): boolean {
  const format = request['response_format'] ?? fieldOf(request['text'], 'format') ?? fieldOf(request['output_config'], 'format') ?? request['output_format'];
  const type = fieldOf(format, 'type');
  return type === 'json_schema' || type === 'json_object';
}

function labelsOf(metadata: unknown): Readonly<Record<string, string>> {
  if (!isObject(metadata)) return NO_LABELS;
  const labels = Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(labels.slice(0, METADATA_KEYS_MAX));
}

const NO_LABELS: Readonly<Record<string, string>> = {};

function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function lengthOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
