import { requestFields, documentedParameters } from '@modelhub/api-schemas/parameters';
import { SURFACES, type SurfaceId } from '@modelhub/api-schemas/surfaces';
import { catalog } from '@modelhub/catalog/catalog';
import { describe, expect, it, test } from 'vitest';
import { codeSamples } from '../samples.ts';
import { ADDRESS_PARAMETERS } from './address-parameters.ts';
import { ownWords, requestWords } from './field-words.ts';
import { REFERENCE_PAGES, SURFACE_TITLES } from './pages.ts';
import { typeWords, valueWords } from './type-words.ts';

const ids = Object.keys(SURFACES) as SurfaceId[];

describe('the reference', () => {
  it('has every surface on exactly one page', () => {
    expect(REFERENCE_PAGES.flatMap(({ surfaces }) => surfaces).toSorted()).toEqual(ids.toSorted());
    expect(Object.keys(SURFACE_TITLES).toSorted()).toEqual(ids.toSorted());
  });

  it.each(ids)('has words for every field of %s', (surface) => {
    const without = requestFields(surface).filter(({ name }) => requestWords(surface, name) === undefined);
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('has no words for fields that are not there', () => {
    const known = new Map(ids.map((surface) => [surface, new Set(documentedParameters(surface).map(({ path }) => path))]));
    expect(ownWords().filter(({ surface, path }) => known.get(surface)?.has(path) !== true)).toEqual([]);
  });

  it.each(ids)('names each part of the path of %s', (surface) => {
    const inPath = [...SURFACES[surface].path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const named = (ADDRESS_PARAMETERS[surface] ?? []).filter(({ where }) => where === 'path').map(({ name }) => name);
    expect(named).toEqual(inPath);
  });

  it.each(REFERENCE_PAGES.map(({ slug, sample }) => [slug, sample] as const))('%s shows a model that there is', (_slug, { call, model }) => {
    expect(catalog.findModel(model)?.id).toBe(model);
    expect(codeSamples({ baseUrl: 'https://hub.example/v1', apiKey: 'mh_live_x', model, call }).length).toBeGreaterThan(0);
  });
});

test('types are said in words', () => {
  expect(typeWords({ types: ['string', 'null'] })).toBe('string');
  expect(typeWords({ types: ['string', 'array', 'null'] })).toBe('string or list');
  expect(typeWords({ types: ['string', 'array', 'object'] })).toBe('string, list or object');
  expect(typeWords({ types: [] })).toBe('anything');
  expect(valueWords('auto')).toBe('auto');
  expect(valueWords(false)).toBe('false');
});
