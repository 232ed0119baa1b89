import { expect, test } from 'vitest';
import { catalogVersion } from './catalog-version.ts';
import { offerOwnModels } from './catalog.ts';
import { ownModels } from './own-models.ts';

test('a catalog with other models or other prices has another version, and the same one the same', () => {
  const standard = catalogVersion();
  expect(standard).toMatch(/^[\da-f]{12}$/);
  expect(catalogVersion()).toBe(standard);
  const versions = [standard];
  for (const output of ['2', '3']) {
    const list = JSON.stringify([{ name: 'mine', usd: { input: '1', output }, from: '2026-11-01' }]);
    offerOwnModels(ownModels({ CUSTOM_MODELS: list }));
    versions.push(catalogVersion());
  }
  offerOwnModels([]);
  expect(new Set(versions).size).toBe(3);
  expect(catalogVersion()).toBe(standard);
});
