import type { TokenUsage } from '@modelhub/core/token-usage';
import { asUsage, mergeUsage, usageFromAnthropic, type AnthropicUsage } from '../anthropic/usage.ts';
import { usageFromGemini } from '../google/usage.ts';
import { usageFromResponse } from '../openai/responses-usage.ts';
import { usageFromOpenAI } from '../openai/usage.ts';
import type { ProviderConnection } from '../types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What a provider's own API is to a gateway that passes requests on as they are. */
export interface NativeApi {
  readonly providerId: 'openai' | 'anthropic' | 'google';
  /** In which a caller's key of the provider travels; lower case. */
  readonly keyHeaders: readonly string[];
  /** The parameter of a query that may hold a key; null where there is none. */
  readonly keyParameter: string | null;
  authorize(connection: ProviderConnection): readonly (readonly [name: string, value: string])[];
  /** The model that a path names; null where the body does. */
  modelOf(path: string): string | null;
  usageReader(): NativeUsageReader;
}

/** Finds in the documents of an answer, one or many, what the provider counted. */
export interface NativeUsageReader {
  read(document: Fields): void;
  readonly usage: TokenUsage | null;
  readonly model: string | null;
}

/** By the first part of the path. */
export const NATIVE_APIS: Readonly<Record<string, NativeApi>> = {
  openai: {
    providerId: 'openai',
    keyHeaders: ['authorization'],
    keyParameter: null,
    authorize: ({ apiKey }) => [['authorization', `Bearer ${apiKey}`]],
    modelOf: () => null,
    usageReader: () => new LatestUsage(openaiDocument),
  },
  anthropic: {
    providerId: 'anthropic',
    keyHeaders: ['x-api-key', 'authorization'],
    keyParameter: null,
    authorize: ({ apiKey }) => [['x-api-key', apiKey]],
    modelOf: () => null,
    usageReader: () => new AnthropicDocuments(),
  },
  google: {
    providerId: 'google',
    keyHeaders: ['x-goog-api-key', 'authorization'],
    keyParameter: 'key',
    authorize: ({ apiKey }) => [['x-goog-api-key', apiKey]],
    modelOf: (path) => /\/models\/([\w.-]+):/.exec(path)?.[1] ?? null,
    usageReader: () => new LatestUsage(({ usageMetadata, modelVersion }) => ({ usage: usageFromGemini(usageMetadata), model: textOf(modelVersion) })),
  },
};

/** The address below which a provider's paths begin: a base URL without the version that its SDKs expect in it. */
export function nativeRoot(baseUrl: string): string {
  return baseUrl.replace(/\/v\d+(?:beta)?$/, '');
}

interface Found {
  readonly usage: TokenUsage | null;
  readonly model: string | null;
}

/** Each document has totals, of which the last counts. */
class LatestUsage implements NativeUsageReader {
  usage: TokenUsage | null = null;
  model: string | null = null;
  readonly #find: (document: Fields) => Found;

  constructor(find: (document: Fields) => Found) {
    this.#find = find;
  }

  read(document: Fields): void {
    const { usage, model } = this.#find(document);
    this.usage = usage ?? this.usage;
    this.model = model ?? this.model;
  }
}

/** Chats, completions and embeddings have `prompt_tokens`; responses, whole or in the events of a stream, have `input_tokens`. */
function openaiDocument(document: Fields): Found {
  const response = objectOf(document['response']) ?? document;
  return { usage: usageFromOpenAI(document['usage']) ?? usageFromResponse(response), model: textOf(response['model']) };
}

/** A stream tells the prompt at its start and the rest at its end. */
class AnthropicDocuments implements NativeUsageReader {
  model: string | null = null;
  #told: AnthropicUsage | null = null;

  get usage(): TokenUsage | null {
    return this.#told === null ? null : usageFromAnthropic(this.#told);
  }

  read(document: Fields): void {
    const message = objectOf(document['message']) ?? document;
    this.model = textOf(message['model']) ?? this.model;
    const told = asUsage(message['usage'] ?? document['usage']);
    if (told !== null) this.#told = this.#told === null ? told : mergeUsage(this.#told, told);
  }
}

function objectOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.:/-]{1,100}$/.test(value) ? value : null;
}
