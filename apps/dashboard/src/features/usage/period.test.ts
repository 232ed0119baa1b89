import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayMs, RANGES, resolvePeriod, type PeriodQuery } from './period.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 24, 10, 30);
const ask = (query: Partial<PeriodQuery>) => resolvePeriod({ range: '30d', from: '', to: '', bucket: null, ...query }, NOW);
const iso = (ms: number) => new Date(ms).toISOString().slice(0, 13);

describe('resolvePeriod', () => {
  it.each([
    ['24h', '2026-11-23T11', '2026-11-24T11', '2026-11-22T11', '2026-11-23T11', 'hour'],
    ['7d', '2026-11-18T00', '2026-11-24T11', '2026-11-11T00', '2026-11-17T11', 'day'],
    ['30d', '2026-10-26T00', '2026-11-24T11', '2026-09-26T00', '2026-10-25T11', 'day'],
    ['month', '2026-11-01T00', '2026-11-24T11', '2026-10-01T00', '2026-10-24T11', 'day'],
  ] as const)('%s is from %s to %s, compared with %s to %s, by %s', (range, from, to, beforeFrom, beforeTo, bucket) => {
    const period = ask({ range });
    expect([iso(period.fromMs), iso(period.toMs), iso(period.previous.fromMs), iso(period.previous.toMs), period.bucket]).toEqual([
      from,
      to,
      beforeFrom,
      beforeTo,
      bucket,
    ]);
  });

  it('compares the end of a long month with the whole of a short one before, never with a part of itself', () => {
    const period = resolvePeriod({ range: 'month', from: '', to: '', bucket: null }, Date.UTC(2026, 2, 31, 12));
    expect(iso(period.previous.fromMs)).toBe('2026-02-01T00');
    expect(iso(period.previous.toMs)).toBe('2026-03-01T00');
  });

  it('takes both ends of a custom range', () => {
    const period = ask({ range: 'custom', from: '2026-11-02', to: '2026-11-04' });
    expect([iso(period.fromMs), iso(period.toMs)]).toEqual(['2026-11-02T00', '2026-11-05T00']);
    expect([iso(period.previous.fromMs), iso(period.previous.toMs)]).toEqual(['2026-10-30T00', '2026-11-02T00']);
  });

  it('turns days round and cuts off the future', () => {
    const period = ask({ range: 'custom', from: '2027-01-01', to: '2026-11-20' });
    expect([iso(period.fromMs), iso(period.toMs)]).toEqual(['2026-11-20T00', '2026-11-24T11']);
  });

  it.each([
    ['2026-11-31', '2026-11-01'],
    ['', ''],
    ['yesterday', 'today'],
    ['2027-05-01', '2027-05-02'],
  ])('shows the last 30 days for %s to %s', (from, to) => {
    expect(ask({ range: 'custom', from, to })).toEqual(ask({ range: '30d' }));
  });

  it('has hours up to 31 days and days beyond', () => {
    expect(ask({ range: '30d', bucket: 'hour' }).bucket).toBe('hour');
    expect(ask({ range: 'custom', from: '2026-09-01', to: '2026-11-01', bucket: 'hour' })).toMatchObject({ bucket: 'day', hourly: false });
  });

  it('is whole hours, ends with the hour that runs or before, and has a period before that ends where it begins or earlier', () => {
    const day = fc.date({ min: new Date('2020-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10));
    fc.assert(
      fc.property(fc.constantFrom(...RANGES), day, day, fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2027, 0, 1) }), (range, from, to, now) => {
        const period = resolvePeriod({ range, from, to, bucket: null }, now);
        const { previous } = period;
        expect(period.fromMs % HOUR).toBe(0);
        expect(period.toMs % HOUR).toBe(0);
        expect(period.toMs).toBeGreaterThan(period.fromMs);
        expect(period.toMs - HOUR).toBeLessThanOrEqual(now);
        expect(period.toMs - period.fromMs).toBeLessThanOrEqual(366 * DAY);
        expect(previous.toMs).toBeLessThanOrEqual(period.fromMs);
        expect(previous.toMs - previous.fromMs).toBeLessThanOrEqual(period.toMs - period.fromMs);
      }),
    );
  });
});

describe('dayMs', () => {
  it.each(['2026-02-30', '26-01-01', '2026-1-1', '', '2026-01-01T00:00:00Z'])('does not take %j for a day', (text) => {
    expect(dayMs(text)).toBeNull();
  });
});
