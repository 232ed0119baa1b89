import type {} from '@modelhub/testing/vitest-setup';
import { expect, inject, it } from 'vitest';
import { runLeavingClients } from './leaving-clients/run.ts';
import { runSoak } from './soak/run.ts';
import { isBroken, toTable } from './verdict.ts';

/** Short ones of the campaigns, which say the same of a few clients: times have wide bounds, since other tests run beside them. */
const adminUrl = inject('postgresAdminUrl');
const lines: string[] = [];
const say = (line: string): void => void lines.push(line);

const LEAVING = { adminUrl, say, clients: 240, atOnce: 40, rounds: 2, noticedWithinMs: 10_000 };

it('clients that leave take everything with them', { timeout: 60_000 }, async () => {
  const findings = await runLeavingClients({ ...LEAVING, withRedis: false, seed: 20_261_124 });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
});

it.skipIf(inject('redisUrl') === '')('clients that leave take everything with them in Redis, too', { timeout: 60_000 }, async () => {
  const findings = await runLeavingClients({ ...LEAVING, withRedis: true, seed: 20_261_125 });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
});

it('a mixed load is served to the last request, and is in the ledger', { timeout: 60_000 }, async () => {
  const { findings, samples } = await runSoak({ adminUrl, say, withRedis: false, seconds: 6, perSecond: 30, seed: 20_261_126, judgesGrowth: false });
  expect(isBroken(findings), `${toTable(findings)}\n${lines.join('\n')}`).toBe(false);
  expect(samples.length).toBeGreaterThan(2);
});
