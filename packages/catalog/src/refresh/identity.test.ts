import { describe, expect, test } from 'vitest';
import { LABS } from '../models/index.ts';
import { identify } from './identity.ts';

describe('identity', () => {
  test.each([
    ['openai', 'gpt-4o', 'openai/gpt-4o'],
    ['azure', 'gpt-4o', 'openai/gpt-4o'],
    ['anthropic', 'claude-sonnet-4-5-20250929', 'anthropic/claude-sonnet-4-5'],
    ['amazon-bedrock', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', 'anthropic/claude-sonnet-4-5'],
    ['amazon-bedrock', 'meta.llama3-1-8b-instruct-v1:0', 'meta-llama/llama-3.1-8b-instruct'],
    ['databricks', 'databricks-claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5'],
    ['databricks', 'databricks-gpt-5-1', 'openai/gpt-5.1'],
    ['databricks', 'databricks-gemini-2-5-pro', 'google/gemini-2.5-pro'],
    ['google-vertex', 'claude-opus-4-1@20250805', 'anthropic/claude-opus-4-1'],
    ['google-vertex', 'openai/gpt-oss-120b-maas', 'openai/gpt-oss-120b'],
    ['groq', 'llama-3.1-8b-instant', 'meta-llama/llama-3.1-8b-instruct'],
    ['groq', 'llama-3.3-70b-versatile', 'meta-llama/llama-3.3-70b-instruct'],
    ['groq', 'openai/gpt-oss-20b', 'openai/gpt-oss-20b'],
    ['cloudflare-workers-ai', '@cf/meta/llama-3.1-8b-instruct-fp8', 'meta-llama/llama-3.1-8b-instruct'],
    ['cloudflare-workers-ai', '@cf/moonshotai/kimi-k2.6', 'moonshotai/kimi-k2.6'],
    ['fireworks-ai', 'accounts/fireworks/models/kimi-k2p6', 'moonshotai/kimi-k2.6'],
    ['togetherai', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 'meta-llama/llama-3.3-70b-instruct'],
    ['deepinfra', 'zai-org/GLM-4.6', 'z-ai/glm-4.6'],
    ['cerebras', 'zai-glm-4.7', 'z-ai/glm-4.7'],
    ['nebius', 'meta-llama/Meta-Llama-3.1-8B-Instruct-fast', 'meta-llama/llama-3.1-8b-instruct'],
    ['mistral', 'open-mixtral-8x22b', 'mistralai/mixtral-8x22b'],
    ['alibaba', 'qwen2-5-72b-instruct', 'qwen/qwen2.5-72b-instruct'],
    ['deepseek', 'deepseek-chat', 'deepseek/deepseek-chat'],
    ['xai', 'grok-4', 'x-ai/grok-4'],
    ['perplexity', 'sonar-pro', 'perplexity/sonar-pro'],
    ['upstage', 'solar-pro2', 'upstage/solar-pro2'],
    ['cohere', 'command-r-plus-08-2024', 'cohere/command-r-plus-08-2024'],
    ['novita-ai', 'somebody-new/unheard-of-7b', 'somebody-new/unheard-of-7b'],
  ])('%s %s is %s', (provider, upstreamId, canonical) => {
    const { lab, id } = identify(provider, upstreamId);
    expect(`${lab}/${id}`).toBe(canonical);
  });

  test('what a name says of precision and region is kept apart', () => {
    expect(identify('cloudflare-workers-ai', '@cf/meta/llama-3.1-8b-instruct-fp8').quantization).toBe('fp8');
    expect(identify('amazon-bedrock', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0').region).toBe('eu');
    expect(identify('openai', 'gpt-4o')).toMatchObject({ quantization: null, region: null });
  });

  test('names itself: a canonical id at its own lab is its own identity, for all but the few that somebody has named', () => {
    const moved = LABS.flatMap(({ lab, models }) => models.filter(({ id }) => identify(lab, `${lab}/${id}`).id !== id).map(({ id }) => `${lab}/${id}`));
    expect(moved.length).toBeLessThan(LABS.flatMap(({ models }) => models).length / 20);
  });
});
