import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeText, failedShare, NO_FIGURES } from './figures.ts';
import { chartGroups, type UsageGroupReport } from './usage-groups.ts';

const plain = (text: string | null) => text?.replaceAll('\u00a0', ' ') ?? null;

describe('changeText', () => {
  it.each([
    [112n, 100n, '12 % more than before'],
    [88n, 100n, '12 % less than before'],
    [1_004n, 1_000n, 'as much as in before'],
    [0n, 100n, '100 % less than before'],
    [5_000n, 100n, '50 times before'],
    [5n, 0n, 'nothing in before'],
    [0n, 0n, 'nothing in before either'],
  ])('%s after %s is %s', (now, before, text) => {
    expect(plain(changeText(now, before, 'before'))).toBe(text);
  });
});

describe('failedShare', () => {
  it.each([
    [0n, 10n, '0 %'],
    [1n, 8n, '12.5 %'],
    [1n, 3n, '33.33 %'],
    [10n, 10n, '100 %'],
    [1n, 1_000_000n, '< 0.01 %'],
    [0n, 0n, null],
  ])('%s of %s is %s', (failed, requests, text) => {
    expect(plain(failedShare({ failed, requests }))).toBe(text);
  });
});

describe('chartGroups', () => {
  const group = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 18n }), fc.bigInt({ min: 0n, max: 10n ** 18n }));
  const reports = fc.array(group, { maxLength: 30 }).map((list) =>
    list.map(([first, second], index): UsageGroupReport => ({
      ...NO_FIGURES,
      id: index === 12 ? null : `g${index}`,
      cost: first + second,
      series: { cost: [first, second], tokens: [0n, 0n], requests: [0n, 0n] },
    })),
  );

  it('loses nothing by showing less', () => {
    fc.assert(
      fc.property(reports, fc.integer({ min: 1, max: 8 }), (groups, max) => {
        const shown = chartGroups(groups, 'cost', { max, length: 2 });
        const sum = (list: readonly UsageGroupReport[], at: number) => list.reduce((total, one) => total + (one.series.cost[at] ?? 0n), 0n);
        expect(sum(shown, 0)).toBe(sum(groups, 0));
        expect(sum(shown, 1)).toBe(sum(groups, 1));
        expect(shown.length).toBeLessThanOrEqual(max + 1);
        expect(shown.filter((one) => one.id === null).length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('shows the largest by themselves, the largest first', () => {
    const named = (id: string, cost: bigint): UsageGroupReport => ({ ...NO_FIGURES, id, cost, series: { cost: [cost], tokens: [0n], requests: [0n] } });
    const shown = chartGroups([named('a', 1n), named('b', 5n), named('c', 3n), named('d', 0n)], 'cost', { max: 2, length: 1 });
    expect(shown.map((one) => [one.id, one.cost])).toEqual([
      ['b', 5n],
      ['c', 3n],
      [null, 1n],
    ]);
  });
});
