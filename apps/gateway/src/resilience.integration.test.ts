import { describe, expect, inject, test } from 'vitest';
import { FAULTS, runOutage } from './testing/outage.ts';

const REQUESTS = 500;
const CONCURRENCY = 16;

describe('one of three providers is down', () => {
  test.each(FAULTS)('it %s', { timeout: 60_000 }, async (fault) => {
    const report = await runOutage({ adminUrl: inject('postgresAdminUrl'), fault, requests: REQUESTS, concurrency: CONCURRENCY });
    expect(report.succeeded + report.cut).toBe(REQUESTS);
    // What is under way when a provider falls silent is lost; after that it is left alone.
    expect(report.cut).toBeLessThanOrEqual(fault === 'hangs in mid-stream' ? CONCURRENCY : 0);
    expect(report.upstreamCalls).toBeLessThanOrEqual(1.2 * REQUESTS);
    if (fault !== 'is slow') expect(report.callsToFaulty).toBeLessThanOrEqual(2 * CONCURRENCY);
    if (fault === 'is slow') expect(report.callsToFaulty).toBe(REQUESTS);
    else expect(report.openedAfterMs ?? 0).toBeLessThan(2_000);
    expect(report.backAfterMs).toBeLessThan(30_000);
  });
});
