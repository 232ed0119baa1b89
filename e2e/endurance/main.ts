import { startTestPostgres } from '@modelhub/testing/postgres';
import { runLeavingClients } from './leaving-clients/run.ts';
import { readOptions, USAGE } from './options.ts';
import { isBroken, toTable, type Finding } from './verdict.ts';

/** How long the last call may go on after its client has left. */
const NOTICED_WITHIN_MS = 1_000;

const LEAVING = {
  clients: { otherwise: 10_000, min: 1, max: 10_000_000 },
  'at-once': { otherwise: 200, min: 1, max: 5_000 },
  rounds: { otherwise: 10, min: 1, max: 1_000 },
  seed: { otherwise: 1, min: 0, max: 2 ** 31 },
};

const [campaign = '', ...args] = process.argv.slice(2);
if (campaign === '' || args.includes('--help')) {
  console.log(USAGE);
  process.exit(0);
}

const postgres = await startTestPostgres();
try {
  const findings = await run();
  console.log(`\n${toTable(findings)}`);
  if (isBroken(findings)) process.exitCode = 1;
} catch (error) {
  console.error(error instanceof RangeError ? `${error.message}\n\n${USAGE}` : error);
  process.exitCode = 1;
} finally {
  await postgres.stop();
}

function run(): Promise<Finding[]> {
  const { adminUrl } = postgres;
  const say = (line: string): void => console.log(line);
  switch (campaign) {
    case 'leaving-clients': {
      const { clients, 'at-once': atOnce, rounds, seed, redis } = readOptions(args, { numbers: LEAVING, switches: ['redis'] });
      return runLeavingClients({ adminUrl, say, clients, atOnce, rounds, seed, withRedis: redis, noticedWithinMs: NOTICED_WITHIN_MS });
    }
    default:
      throw new RangeError(`There is no campaign "${campaign}".`);
  }
}
