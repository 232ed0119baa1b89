import { createHash } from 'node:crypto';
import { canonicalJson, list, object, objects, stringOr, type Json } from './json.ts';
import type { Transcript } from './transcript.ts';

export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  readonly schema: Json;
}

export type ToolChoice = { readonly kind: 'auto' | 'none' | 'required' } | { readonly kind: 'named'; readonly name: string };

/** What a request asks for beside the transcript. */
interface Asked {
  readonly model: string;
  readonly isStream: boolean;
  /** The stream is to tell its usage; only OpenAI's chat and completions leave it to the caller. */
  readonly includeUsage: boolean;
  readonly tools: readonly OfferedTool[];
  readonly toolChoice: ToolChoice;
  readonly allowsParallelTools: boolean;
  /** Of structured output; an empty object where any JSON will do. */
  readonly answerSchema: Json | null;
  readonly outputTokensMax: number | null;
  readonly stopSequences: readonly string[];
  readonly asksForThinking: boolean;
  readonly asksForAudio: boolean;
  /** How many answers are wanted. */
  readonly choices: number;
  readonly seed: number | null;
  /** `automatic`: long prompts are cached unasked. `marked`: what is marked is. */
  readonly caching: 'automatic' | 'marked' | 'none';
  /** Times to live of the marks. */
  readonly cacheMarks: ReadonlySet<'5m' | '1h'>;
}

/** A request in any dialect, read for what an answer depends on. */
export interface Conversation extends Asked {
  /** Of what was said: a stream and a whole answer have the same one, and so has the conversation in another dialect. */
  readonly fingerprint: string;
  /** Everything that the model reads as text, system prompt, tools and tool results included. */
  readonly text: string;
  readonly lastUserText: string;
  readonly messages: number;
  readonly images: number;
  readonly audioClips: number;
  readonly documents: number;
  /** The last message brings the result of a tool. */
  readonly endsWithToolResult: boolean;
}

const NOTHING_ASKED = {
  includeUsage: true,
  tools: [],
  toolChoice: { kind: 'auto' },
  allowsParallelTools: true,
  answerSchema: null,
  outputTokensMax: null,
  stopSequences: [],
  asksForThinking: false,
  asksForAudio: false,
  choices: 1,
  seed: null,
  caching: 'none',
  cacheMarks: new Set<'5m' | '1h'>(),
} as const;

export function conversationOf(
  { system, turns }: Transcript,
  asked: Pick<Asked, 'model' | 'isStream'> & { readonly [Name in keyof Asked]?: Asked[Name] },
): Conversation {
  const said = turns.map((turn) => ({ ...turn, texts: oneSpaced(turn.texts) }));
  const complete = { ...NOTHING_ASKED, ...asked };
  const count = (kind: 'images' | 'audioClips' | 'documents'): number => turns.reduce((sum, turn) => sum + turn[kind], 0);
  const spoken = said.flatMap(({ texts, calls }) => [texts, ...calls]).filter((text) => text !== '');
  return {
    ...complete,
    fingerprint: createHash('sha256')
      .update(JSON.stringify([oneSpaced(system), said, complete.seed]))
      .digest('hex'),
    text: [oneSpaced(system), ...spoken, ...complete.tools.map(toolText)].join('\n'),
    lastUserText: turns.findLast((turn) => turn.role === 'user' && turn.texts.length > 0)?.texts.join('\n') ?? '',
    messages: turns.length,
    images: count('images'),
    audioClips: count('audioClips'),
    documents: count('documents'),
    endsWithToolResult: turns.at(-1)?.role === 'tool',
  };
}

/** Dialects differ in where they join texts. */
function oneSpaced(texts: readonly string[]): string {
  return texts.join('\n').replaceAll(/\s+/gu, ' ').trim();
}

/** Only what every dialect's schemas can say: some have no `additionalProperties`, one writes its types in capitals. */
function toolText({ name, description, schema }: OfferedTool): string {
  return `${name} ${description} ${canonicalJson(plainSchema(schema))}`;
}

function plainSchema(schema: Json): Json {
  const properties = Object.entries(object(schema['properties'])).map(([name, value]) => [name, plainSchema(object(value))] as const);
  return {
    type: stringOr(schema['type'], '').toLowerCase(),
    ...(properties.length === 0 ? {} : { properties: Object.fromEntries(properties) }),
    ...(schema['items'] === undefined ? {} : { items: plainSchema(object(schema['items'])) }),
    ...(schema['enum'] === undefined ? {} : { enum: list(schema['enum']) }),
    ...(typeof schema['description'] === 'string' ? { description: schema['description'] } : {}),
  };
}

export function offeredTool(tool: Json, schema: unknown): OfferedTool[] {
  if (typeof tool['name'] !== 'string') return [];
  return [{ name: tool['name'], description: stringOr(tool['description'], ''), schema: object(schema) }];
}

/** OpenAI's form in chat completions; Ollama and Cohere have it too. */
export function offeredFunctions(tools: unknown): OfferedTool[] {
  return objects(tools).flatMap((tool) => offeredTool(object(tool['function']), object(tool['function'])['parameters']));
}
