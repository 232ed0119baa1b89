import { anthropic } from './dialects/anthropic.ts';
import { azureAnthropic, azureChat, azureResponses } from './dialects/azure.ts';
import { bedrock } from './dialects/bedrock.ts';
import { cohere } from './dialects/cohere.ts';
import { completions } from './dialects/completions.ts';
import type { Dialect, PathFacts } from './dialects/dialect.ts';
import { gemini, vertexGemini } from './dialects/gemini.ts';
import { ollama } from './dialects/ollama.ts';
import { openaiChat } from './dialects/openai-chat.ts';
import { responses } from './dialects/responses.ts';
import { vertexAnthropic } from './dialects/vertex-anthropic.ts';
import { anthropicKey, awsKey, azureAnthropicKey, azureKey, bearerKey, geminiKey, noKey, type KeyForm } from './keys.ts';

interface Route {
  readonly path: RegExp;
  readonly dialect: Dialect;
  readonly hasKey: KeyForm;
  /** What the last part of the path says of streaming. */
  readonly streams?: Readonly<Record<string, boolean>>;
}

const GEMINI_VERBS = { generateContent: false, streamGenerateContent: true } as const;
const VERTEX = String.raw`^/v1(?:beta1)?/projects/[^/]+/locations/[^/]+/publishers`;

const ROUTES: readonly Route[] = [
  { path: /^\/v1\/chat\/completions$/, dialect: openaiChat, hasKey: bearerKey },
  { path: /^\/v1\/responses$/, dialect: responses, hasKey: bearerKey },
  { path: /^\/v1\/completions$/, dialect: completions, hasKey: bearerKey },
  { path: /^\/v1\/messages$/, dialect: anthropic, hasKey: anthropicKey },
  { path: /^\/openai(?:\/deployments\/(?<model>[^/]+)|\/v1)\/chat\/completions$/, dialect: azureChat, hasKey: azureKey },
  { path: /^\/models\/chat\/completions$/, dialect: azureChat, hasKey: azureKey },
  { path: /^\/anthropic\/v1\/messages$/, dialect: azureAnthropic, hasKey: azureAnthropicKey },
  { path: /^\/openai(?:\/v1)?\/responses$/, dialect: azureResponses, hasKey: azureKey },
  {
    path: /^\/v1(?:beta)?\/models\/(?<model>[^:]+):(?<verb>generateContent|streamGenerateContent)$/,
    dialect: gemini,
    hasKey: geminiKey,
    streams: GEMINI_VERBS,
  },
  {
    path: new RegExp(`${VERTEX}/google/models/(?<model>[^:]+):(?<verb>generateContent|streamGenerateContent)$`),
    dialect: vertexGemini,
    hasKey: bearerKey,
    streams: GEMINI_VERBS,
  },
  { path: new RegExp(`${VERTEX.replace('publishers', 'endpoints')}/openapi/chat/completions$`), dialect: openaiChat, hasKey: bearerKey },
  {
    path: new RegExp(`${VERTEX}/anthropic/models/(?<model>(?!count-tokens)[^:]+):(?<verb>rawPredict|streamRawPredict)$`),
    dialect: vertexAnthropic,
    hasKey: bearerKey,
    streams: { rawPredict: false, streamRawPredict: true },
  },
  {
    path: /^\/model\/(?<model>[^/]+)\/(?<verb>converse|converse-stream)$/,
    dialect: bedrock,
    hasKey: awsKey,
    streams: { converse: false, 'converse-stream': true },
  },
  { path: /^\/v2\/chat$/, dialect: cohere, hasKey: bearerKey },
  { path: /^\/api\/chat$/, dialect: ollama, hasKey: noKey },
];

export interface Destination extends PathFacts {
  readonly dialect: Dialect;
  readonly hasKey: KeyForm;
}

/** The dialect of a path that answers conversations, and what the path itself says: `<model>` and `<verb>` are groups of its pattern. */
export function destinationOf(path: string): Destination | null {
  for (const { path: pattern, dialect, hasKey, streams } of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const { model, verb } = match.groups ?? {};
    return {
      dialect,
      hasKey,
      model: model === undefined ? null : decodeURIComponent(model),
      isStream: streams === undefined || verb === undefined ? null : (streams[verb] ?? null),
    };
  }
  return null;
}
