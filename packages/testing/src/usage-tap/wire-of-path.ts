import { anthropicWire } from './wires/anthropic.ts';
import { bedrockWire } from './wires/bedrock.ts';
import { cohereWire } from './wires/cohere.ts';
import { geminiWire } from './wires/gemini.ts';
import { ollamaWire } from './wires/ollama.ts';
import { openaiMediaWire, openaiWire } from './wires/openai.ts';
import { responsesWire } from './wires/responses.ts';
import type { Wire } from './wires/wire.ts';

const WIRES: readonly (readonly [RegExp, Wire])[] = [
  [/\/v1\/messages\b|\/publishers\/anthropic\//, anthropicWire],
  [/\/responses\b/, responsesWire],
  [/\/(images|audio)\//, openaiMediaWire],
  [/:(streamGenerateContent|generateContent|embedContent|batchEmbedContents|predict)\b/, geminiWire],
  [/^\/model\/[^/]+\/converse/, bedrockWire],
  [/^\/v2\/(chat|embed|rerank)\b/, cohereWire],
  [/^\/api\/(chat|embed)\b/, ollamaWire],
];

/** The dialect of a provider's path; OpenAI's where it is nobody else's. */
export function wireOfPath(path: string): Wire {
  return WIRES.find(([pattern]) => pattern.test(path))?.[1] ?? openaiWire;
}
