import type {} from '@modelhub/testing/vitest-setup';
import { expect, inject, test } from 'vitest';
import { reportOf } from './report.ts';
import { runCampaign } from './run-campaign.ts';

const SHORT = { conversations: 60, concurrency: 16, cancel: 0.2, chaos: 0.1, kills: 3, seed: 20_261_123 };

test('the bill, the ledger, the chart and the invoices agree over a short campaign with a gateway that is killed', { timeout: 240_000 }, async () => {
  const result = await runCampaign(SHORT, { adminUrl: inject('postgresAdminUrl'), say: () => {} });
  const report = reportOf(result).join('\n');
  expect(result.findings, report).toEqual([]);
  expect(result.evidence.kills.length).toBe(SHORT.kills);
  expect(result.books.centsApart).toBe(0n);
  expect(result.openEvents).toBe(0);
  // Something was really compared.
  expect(result.bill.requests, report).toBeGreaterThan(SHORT.conversations);
  expect(result.bill.flagged.requests).toBeGreaterThan(0);
  for (const component of ['uncachedInput', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'textOutput', 'reasoning'] as const) {
    expect(result.bill.components[component], component).toBeGreaterThan(0);
  }
});
