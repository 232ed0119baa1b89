import type { EndpointEntry, ModelEntry } from './entries.ts';
import { SERVICE_TIERS } from './facts/service-tiers.ts';
import type { ModelKind } from './types.ts';

/** By the request bodies of OpenAI's API reference; `rerank` by Cohere's ("Rerank", v2). */
const BY_KIND: Readonly<Record<Exclude<ModelKind, 'chat'>, readonly string[]>> = {
  completion: ['max_tokens', 'stop', 'stream', 'temperature', 'top_p', 'suffix', 'echo', 'logprobs', 'best_of', 'n', 'seed', 'logit_bias'],
  embedding: ['dimensions', 'encoding_format'],
  image: ['n', 'size', 'quality', 'background', 'output_format', 'output_compression', 'moderation', 'stream', 'partial_images'],
  moderation: [],
  rerank: ['top_n', 'max_tokens_per_doc'],
  speech: ['voice', 'instructions', 'response_format', 'speed', 'stream_format'],
  transcription: ['language', 'prompt', 'response_format', 'temperature', 'timestamp_granularities', 'stream', 'include', 'chunking_strategy'],
};

/** The parameters of requests, in OpenAI's spelling, that an endpoint honours. */
export function supportedParameters(entry: ModelEntry, endpoint: EndpointEntry): readonly string[] {
  return entry.kind === undefined || entry.kind === 'chat' ? chatParameters(entry, endpoint) : BY_KIND[entry.kind];
}

function chatParameters(entry: ModelEntry, { provider, as, without = [] }: EndpointEntry): string[] {
  return [
    'max_tokens',
    'max_completion_tokens',
    'stop',
    'stream',
    ...(entry.temperature === false ? [] : ['temperature', 'top_p']),
    ...(entry.toolCalls && !without.includes('toolCalls') ? ['tools', 'tool_choice', 'parallel_tool_calls'] : []),
    ...(entry.structuredOutput && !without.includes('structuredOutput') ? ['response_format'] : []),
    ...(entry.reasoning ? ['reasoning_effort'] : []),
    ...(SERVICE_TIERS[`${provider}/${as}`] === undefined ? [] : ['service_tier']),
  ];
}
