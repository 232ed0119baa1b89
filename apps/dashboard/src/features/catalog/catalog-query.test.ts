import { catalog } from '@modelhub/catalog/catalog';
import { describe, expect, it } from 'vitest';
import { loadCatalogQuery, nextSort, PAGE_ROWS, pageOf, selectRows, type CatalogQuery } from './catalog-query.ts';
import { catalogRows, tierPrices } from './server/catalog-rows.ts';

const rows = catalogRows(Date.UTC(2026, 10, 23));
const query = (search: string): CatalogQuery => loadCatalogQuery(new URLSearchParams(search));
const ids = (search: string) => selectRows(rows, query(search)).map((row) => row.id);

describe('catalog', () => {
  it('sells at the provider price and ten percent', () => {
    const row = rows.find((one) => one.id === 'openai/gpt-4o-2024-05-13');
    expect(row?.inputNanoUsd).toBe(5_500_000_000n);
    expect(row?.outputNanoUsd).toBe(16_500_000_000n);
  });

  it('finds a model however its name is typed', () => {
    for (const typed of ['gpt-4o', 'GPT 4o', 'gpt_4o']) expect(ids(`q=${typed}`)).toContain('openai/gpt-4o');
    expect(ids('q=no+such+model')).toEqual([]);
  });

  it('combines lab, capabilities and kind', () => {
    const found = selectRows(rows, query('lab=anthropic&can=tools,vision,reasoning'));
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((row) => row.lab === 'anthropic' && row.tools && row.reasoning && row.input.includes('image'))).toBe(true);
    expect(selectRows(rows, query('kind=embedding')).every((row) => row.kind === 'embedding')).toBe(true);
  });

  it('leaves retired models out until asked', () => {
    expect(selectRows(rows, query('')).some((row) => row.deprecated)).toBe(false);
    expect(selectRows(rows, query('retired=true')).some((row) => row.deprecated)).toBe(true);
  });

  it('sorts by price in both directions', () => {
    const byInput = (dir: string) => selectRows(rows, query(`sort=input&dir=${dir}`)).map((row) => row.inputNanoUsd);
    const prices = byInput('asc').filter((price) => price !== null);
    expect(prices.every((price, index) => index === 0 || prices[index - 1]! <= price)).toBe(true);
    expect(byInput('desc')[0]).toBe(prices.at(-1));
    // What is billed by something else than tokens is last either way.
    for (const dir of ['asc', 'desc']) expect(byInput(dir).indexOf(null), dir).toBe(prices.length);
  });

  it('sells tiers at their own price and ten percent, and only where there are any', () => {
    const at = Date.UTC(2026, 10, 24);
    const tiersOf = (id: string) => tierPrices(catalog.findEndpoint(id)!, at).map(({ tier, nanoUsdPerMillionTokens }) => [tier, nanoUsdPerMillionTokens.input]);
    expect(tiersOf('openai/gpt-5.4')).toEqual([
      ['priority', 5_500_000_000n],
      ['flex', 1_375_000_000n],
    ]);
    expect(tiersOf('anthropic/claude-sonnet-4-5')).toEqual([]);
  });

  it('knows the price of what is no token', () => {
    const whisper = rows.find((one) => one.id === 'openai/whisper-1');
    expect(whisper).toMatchObject({ kind: 'transcription', inputNanoUsd: null, unitPrice: { unit: 'second', nanoUsdPerMillion: 110_000_000_000n } });
  });

  it('ignores a parameter that means nothing', () => {
    expect(ids('sort=colour&dir=up&can=flying')).toEqual(ids(''));
  });

  it('turns a column around on the second click', () => {
    expect(nextSort(query('sort=input&dir=asc'), 'input')).toEqual({ sort: 'input', dir: 'desc' });
    expect(nextSort(query(''), 'input')).toEqual({ sort: 'input', dir: 'asc' });
    expect(nextSort(query(''), 'context')).toEqual({ sort: 'context', dir: 'desc' });
  });

  it('shows a page at a time, and the nearest one for a page that is not there', () => {
    const { pageCount } = pageOf(rows, 1);
    expect(pageCount).toBe(Math.ceil(rows.length / PAGE_ROWS));
    const all = Array.from({ length: pageCount }, (_, index) => pageOf(rows, index + 1).rows).flat();
    expect(all).toEqual(rows);
    expect(pageOf(rows, 99)).toEqual(pageOf(rows, pageCount));
    expect(pageOf(rows, -1)).toEqual(pageOf(rows, 1));
    expect(pageOf([], 1)).toEqual({ rows: [], page: 1, pageCount: 1 });
  });
});
