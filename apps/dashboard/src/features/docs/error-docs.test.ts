import { ERROR_CATALOGUE } from '@modelhub/core/errors';
import { describe, expect, it } from 'vitest';
import { ERROR_DOCS } from './error-docs.ts';

describe('ERROR_DOCS', () => {
  it('has a page for each code of the catalogue and no other', () => {
    expect(Object.keys(ERROR_DOCS).sort()).toEqual(Object.keys(ERROR_CATALOGUE).sort());
  });

  it.each(Object.entries(ERROR_DOCS))('%s says what happened, why, and what to do', (_code, doc) => {
    expect(doc.happened).toMatch(/\.$/);
    expect(doc.causes.length).toBeGreaterThan(0);
    expect(doc.remedy.length).toBeGreaterThan(0);
  });
});
