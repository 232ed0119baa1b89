import { offerOwnModels } from '@modelhub/catalog/catalog';
import { afterAll, expect, it, vi } from 'vitest';

afterAll(() => {
  vi.unstubAllEnvs();
  offerOwnModels([]);
});

it('shows an operator’s own models beside the others, by the variables that the gateway reads', async () => {
  vi.stubEnv('OLLAMA_MODELS', 'qwen3:8b');
  vi.stubEnv('CUSTOM_MODELS', '');
  const { offeredModel, providerName } = await import('./offered.ts');
  const own = offeredModel('ollama/qwen3:8b');
  expect(own?.endpoints.map(providerName)).toEqual(['Ollama']);
  expect(offeredModel('gpt-4o')?.id).toBe('openai/gpt-4o');
  expect(offeredModel('custom/qwen3:8b')).toBeUndefined();
});
