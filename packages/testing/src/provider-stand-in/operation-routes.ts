import { anthropic } from './dialects/anthropic.ts';
import { azureAnthropic, azureChat } from './dialects/azure.ts';
import { bedrock } from './dialects/bedrock.ts';
import { cohere } from './dialects/cohere.ts';
import type { Dialect } from './dialects/dialect.ts';
import { gemini, vertexGemini } from './dialects/gemini.ts';
import { ollama } from './dialects/ollama.ts';
import { openaiChat } from './dialects/openai-chat.ts';
import { vertexAnthropic } from './dialects/vertex-anthropic.ts';
import { anthropicKey, awsKey, azureAnthropicKey, azureKey, bearerKey, geminiKey, noKey, type KeyForm } from './keys.ts';
import { bedrockInvoke } from './operations/bedrock-invoke.ts';
import { countTokens } from './operations/count-tokens.ts';
import { cohereEmbed, geminiEmbed, ollamaEmbed, openaiEmbeddings, vertexPredict } from './operations/embeddings.ts';
import { imageEdits, imageGenerations } from './operations/images.ts';
import { moderations } from './operations/moderations.ts';
import type { Operation } from './operations/operation.ts';
import { cohereRerank, openRerank } from './operations/rerank.ts';
import { speech } from './operations/speech.ts';
import { transcriptions, translations } from './operations/transcriptions.ts';

/** Whose errors and headers an operation has. */
type Voice = Pick<Dialect, 'requestIdHeader' | 'error' | 'errorFrame'>;

export interface OperationDestination {
  readonly operation: Operation;
  readonly voice: Voice;
  readonly hasKey: KeyForm;
  /** What the path says of it. */
  readonly model: string | null;
}

interface OperationRoute extends Omit<OperationDestination, 'model'> {
  readonly path: RegExp;
}

const OPENAI: Readonly<Record<string, Operation>> = {
  embeddings: openaiEmbeddings,
  moderations,
  'images/generations': imageGenerations,
  'images/edits': imageEdits,
  'audio/speech': speech,
  'audio/transcriptions': transcriptions,
  'audio/translations': translations,
};

const VERTEX_GOOGLE = String.raw`^/v1(?:beta1)?/projects/[^/]+/locations/[^/]+/publishers/google/models/(?<model>[^:]+)`;

const ROUTES: readonly OperationRoute[] = [
  ...Object.entries(OPENAI).flatMap(([name, operation]) => [
    { path: new RegExp(`^/v1/${name}$`), operation, voice: openaiChat, hasKey: bearerKey },
    { path: new RegExp(`^/openai(?:/deployments/(?<model>[^/]+)|/v1)/${name}$`), operation, voice: azureChat, hasKey: azureKey },
  ]),
  { path: /^\/models\/embeddings$/, operation: openaiEmbeddings, voice: azureChat, hasKey: azureKey },
  { path: /^\/anthropic\/v1\/messages\/count_tokens$/, operation: countTokens(anthropic, inputTokens), voice: azureAnthropic, hasKey: azureAnthropicKey },
  { path: /^\/v1\/rerank$/, operation: openRerank, voice: openaiChat, hasKey: bearerKey },
  { path: /^\/v1\/messages\/count_tokens$/, operation: countTokens(anthropic, inputTokens), voice: anthropic, hasKey: anthropicKey },
  {
    path: /^\/v1\/projects\/[^/]+\/locations\/[^/]+\/publishers\/anthropic\/models\/count-tokens:rawPredict$/,
    operation: countTokens(anthropic, inputTokens),
    voice: vertexAnthropic,
    hasKey: bearerKey,
  },
  { path: /^\/v1(?:beta)?\/models\/(?<model>[^:]+):(?:batchEmbedContents|embedContent)$/, operation: geminiEmbed, voice: gemini, hasKey: geminiKey },
  {
    path: /^\/v1(?:beta)?\/models\/(?<model>[^:]+):countTokens$/,
    operation: countTokens(gemini, (totalTokens) => ({ totalTokens })),
    voice: gemini,
    hasKey: geminiKey,
  },
  { path: new RegExp(`${VERTEX_GOOGLE}:embedContent$`), operation: geminiEmbed, voice: vertexGemini, hasKey: bearerKey },
  { path: new RegExp(`${VERTEX_GOOGLE}:predict$`), operation: vertexPredict, voice: vertexGemini, hasKey: bearerKey },
  {
    path: new RegExp(`${VERTEX_GOOGLE}:countTokens$`),
    operation: countTokens(gemini, (totalTokens) => ({ totalTokens })),
    voice: vertexGemini,
    hasKey: bearerKey,
  },
  { path: /^\/v2\/embed$/, operation: cohereEmbed, voice: cohere, hasKey: bearerKey },
  { path: /^\/v2\/rerank$/, operation: cohereRerank, voice: cohere, hasKey: bearerKey },
  { path: /^\/model\/(?<model>[^/]+)\/invoke$/, operation: bedrockInvoke, voice: bedrock, hasKey: awsKey },
  { path: /^\/api\/embed$/, operation: ollamaEmbed, voice: ollama, hasKey: noKey },
];

export function operationOf(path: string): OperationDestination | null {
  for (const { path: pattern, ...route } of ROUTES) {
    const match = pattern.exec(path);
    if (match === null) continue;
    const model = match.groups?.['model'];
    return { ...route, model: model === undefined ? null : decodeURIComponent(model) };
  }
  return null;
}

function inputTokens(tokens: number): { input_tokens: number } {
  return { input_tokens: tokens };
}
