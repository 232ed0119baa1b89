import { startTestPostgres } from '@modelhub/testing/postgres';
import { readOptions, USAGE } from './options.ts';
import { reportOf } from './report.ts';
import { runCampaign } from './run-campaign.ts';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}

const postgres = await startTestPostgres();
try {
  const result = await runCampaign(readOptions(args), { adminUrl: postgres.adminUrl, say: (line) => console.log(line) });
  console.log(`\n${reportOf(result).join('\n')}`);
  if (result.findings.length > 0) {
    console.log(`\nlast words of the gateway:\n${result.gatewayOutput.slice(-4_000)}\nlast words of the worker:\n${result.workerOutput.slice(-4_000)}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exitCode = 1;
} finally {
  await postgres.stop();
}
