import type {} from '@modelhub/testing/vitest-setup';
import { expect, inject, it } from 'vitest';
import { runLeavingClients } from './leaving-clients/run.ts';
import { runSoak } from './soak/run.ts';
import { runStuckClients } from './stuck-clients/run.ts';
import { isBroken, toTable } from './verdict.ts';

/** Short ones of the campaigns, which say the same of a few clients: times have wide bounds, since other tests run beside them. */
const adminUrl = inject('postgresAdminUrl');
const lines: string[] = [];
const say = (line: string): void => void lines.push(line);

const LEAVING = { adminUrl, say, clients: 160, atOnce: 40, rounds: 1, noticedWithinMs: 10_000 };

it('clients that leave take everything with them', { timeout: 120_000 }, async () => {
  const findings = await runLeavingClients({ ...LEAVING, withRedis: false, seed: 20_261_124 });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
});

it.skipIf(inject('redisUrl') === '')('clients that leave take everything with them in Redis, too', { timeout: 120_000 }, async () => {
  const findings = await runLeavingClients({ ...LEAVING, withRedis: true, seed: 20_261_125 });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
});

it('a mixed load is served to the last request, and is in the ledger', { timeout: 120_000 }, async () => {
  const { findings, samples } = await runSoak({ adminUrl, say, withRedis: false, seconds: 5, perSecond: 20, seed: 20_261_126, judgesGrowth: false });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
  expect(samples.length).toBeGreaterThan(2);
});

it('clients that never read harm nobody, and are cut', { timeout: 120_000 }, async () => {
  const stuck = { streams: 8, wholes: 1, others: 4, deadlineMs: 3_000, aloneMs: 200, seed: 20_261_127 };
  const findings = await runStuckClients({ adminUrl, say, ...stuck, judgesFigures: false });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
});
