import { PROVIDERS } from '@modelhub/providers/registry';
import { describe, expect, it } from 'vitest';
import { offeredModel, offeredModels, providerName } from './offered.ts';

describe('offered models', () => {
  it('are those that some adapter serves, with the endpoints that it serves', () => {
    expect(offeredModels.length).toBeGreaterThan(250);
    for (const { id, endpoints } of offeredModels) {
      expect(endpoints.length, id).toBeGreaterThan(0);
      for (const { provider } of endpoints) expect(Object.keys(PROVIDERS)).toContain(provider);
    }
  });

  it('are found by any of their names', () => {
    expect(offeredModel('gpt-4o')?.id).toBe('openai/gpt-4o');
    expect(offeredModel('gpt-4o')?.endpoints.map(providerName)).toEqual(['Azure', 'OpenAI']);
    expect(offeredModel('no-such-model')).toBeUndefined();
  });
});
