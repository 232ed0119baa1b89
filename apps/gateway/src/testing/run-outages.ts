import { startTestPostgres } from '@modelhub/testing/postgres';
import { FAULTS, runOutage } from './outage.ts';

/** `pnpm --filter @modelhub/gateway run outages [requests] [concurrency] [fault]`: each fault in turn, or one. */
const [requests = '10000', concurrency = '64', only] = process.argv.slice(2);
const postgres = await startTestPostgres();
try {
  for (const fault of FAULTS.filter((one) => only === undefined || one === only)) {
    const report = await runOutage({ adminUrl: postgres.adminUrl, fault, requests: Number(requests), concurrency: Number(concurrency) });
    const figures = Object.entries(report).map(([name, value]) => `${name} ${typeof value === 'number' ? Math.round(value * 10) / 10 : String(value)}`);
    process.stdout.write(`${fault}: ${figures.join(', ')}\n`);
  }
} finally {
  await postgres.stop();
}
