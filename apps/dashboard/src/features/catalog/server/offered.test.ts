import { catalog } from '@modelhub/catalog/catalog';
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

  it('leave out what the catalog knows and nobody here can serve', () => {
    const unserved = catalog.models.filter(({ endpoints }) => endpoints.every(({ provider }) => !(provider in PROVIDERS)));
    expect(unserved.length).toBeGreaterThan(0);
    for (const { id } of unserved) expect(offeredModel(id), id).toBeUndefined();
  });

  it('are found by any of their names', () => {
    expect(offeredModel('gpt-4o')?.id).toBe('openai/gpt-4o');
    expect(offeredModel('gpt-4o')?.endpoints.map(providerName)).toEqual(['Azure', 'OpenAI']);
    expect(offeredModel('no-such-model')).toBeUndefined();
  });
});
