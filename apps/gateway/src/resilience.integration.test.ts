import { describe, expect, inject, test } from 'vitest';
import { FAULTS, runOutage } from './testing/outage.ts';

/*
 * Each rule of resilience has a test on real sockets, and fails without the code that keeps it:
 *
 * | rule | where |
 * | --- | --- |
 * | one of three providers is down in each way: nothing fails, at most 1.2 times the calls, it is left alone in 2 s and asked again in 30 s | here |
 * | a slow provider loses its traffic under `latency` | here |
 * | connections that are refused, or that cannot be made in time | attempts.integration.test.ts |
 * | deadlines: headers, first token (with comments already out), silence, all of it; a 504 names the phase | deadlines.integration.test.ts |
 * | at most three attempts, later each time, with chance (unit: next-attempt.test.ts) | attempts.integration.test.ts |
 * | a tenth of the requests more, and no more | chat-completions.integration.test.ts, hedging.integration.test.ts |
 * | half-open: one request at a time | attempts.integration.test.ts |
 * | 429 cools one account at one endpoint for its Retry-After | attempts.integration.test.ts |
 * | a fault of the request is tried nowhere else | attempts.integration.test.ts |
 * | a context that is too long, a filter that refuses: another model, if one is named | chat-completions.integration.test.ts |
 * | nothing after the first byte | deadlines.integration.test.ts, chat-completions.integration.test.ts |
 * | allow_fallbacks: false | chat-completions.integration.test.ts, deadlines.integration.test.ts |
 * | two requests at once: either is faster, either fails, both fail, the client leaves, the gateway stops | hedging.integration.test.ts |
 */

const REQUESTS = 500;
const CONCURRENCY = 16;

describe('one of three providers is down', () => {
  test.each(FAULTS)('it %s', { timeout: 60_000 }, async (fault) => {
    const report = await runOutage({ adminUrl: inject('postgresAdminUrl'), fault, requests: REQUESTS, concurrency: CONCURRENCY });
    expect(report.succeeded + report.cut).toBe(REQUESTS);
    // What is under way when a provider falls silent is lost; after that it is left alone.
    expect(report.cut).toBeLessThanOrEqual(fault === 'hangs in mid-stream' ? CONCURRENCY : 0);
    expect(report.upstreamCalls).toBeLessThanOrEqual(1.2 * REQUESTS);
    if (fault === 'is slow') expect(report.callsToFaulty).toBe(REQUESTS);
    else expect(report.callsToFaulty).toBeLessThanOrEqual(fault === 'is slow, under latency' ? REQUESTS / 5 : 2 * CONCURRENCY);
    // Slowness opens no circuit: there is nothing to come back from.
    if (fault === 'is slow' || fault === 'is slow, under latency') return;
    expect(report.openedAfterMs ?? 0).toBeLessThan(2_000);
    expect(report.backAfterMs).toBeLessThan(30_000);
  });
});
