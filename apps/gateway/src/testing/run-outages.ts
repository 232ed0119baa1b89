import { startTestPostgres } from '@modelhub/testing/postgres';
import { FAULTS, runOutage } from './outage.ts';

/** `pnpm --filter @modelhub/gateway run outages [requests] [concurrency]`: each fault in turn, as a table. */
const [requests = 10_000, concurrency = 64] = process.argv.slice(2).map(Number);
const postgres = await startTestPostgres();
try {
  for (const fault of FAULTS) {
    const report = await runOutage({ adminUrl: postgres.adminUrl, fault, requests, concurrency });
    const figures = Object.entries(report).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : String(value)}`);
    process.stdout.write(`${fault}: ${figures.join(', ')}\n`);
  }
} finally {
  await postgres.stop();
}
