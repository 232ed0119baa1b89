import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startTestPostgres } from '@modelhub/testing/postgres';
import { runLeavingClients } from './leaving-clients/run.ts';
import { readOptions, USAGE } from './options.ts';
import { soakPlots } from './plots/soak-plots.ts';
import { runSoak } from './soak/run.ts';
import { runStuckClients } from './stuck-clients/run.ts';
import { isBroken, toTable, type Finding } from './verdict.ts';

/** Samples and pictures of a soak. */
const RUN_DIRECTORY = path.join(import.meta.dirname, 'run');
/** How long the last call may go on after its client has left. */
const NOTICED_WITHIN_MS = 1_000;

/** Clients that work are by themselves for that long. */
const ALONE_MS = 30_000;

const LEAVING = {
  clients: { otherwise: 10_000, min: 1, max: 10_000_000 },
  'at-once': { otherwise: 200, min: 1, max: 5_000 },
  rounds: { otherwise: 10, min: 1, max: 1_000 },
  seed: { otherwise: 1, min: 0, max: 2 ** 31 },
};

const STUCK = {
  streams: { otherwise: 500, min: 1, max: 10_000 },
  wholes: { otherwise: 20, min: 0, max: 10_000 },
  others: { otherwise: 50, min: 1, max: 10_000 },
  deadline: { otherwise: 120, min: 1, max: 3_600 },
  seed: { otherwise: 1, min: 0, max: 2 ** 31 },
};
const SOAK = {
  minutes: { otherwise: 3, min: 0.1, max: 10_000 },
  rate: { otherwise: 150, min: 1, max: 10_000 },
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

async function run(): Promise<Finding[]> {
  const { adminUrl } = postgres;
  const say = (line: string): void => console.log(line);
  switch (campaign) {
    case 'leaving-clients': {
      const { clients, 'at-once': atOnce, rounds, seed, redis } = readOptions(args, { numbers: LEAVING, switches: ['redis'] });
      return runLeavingClients({ adminUrl, say, clients, atOnce, rounds, seed, withRedis: redis, noticedWithinMs: NOTICED_WITHIN_MS });
    }
    case 'stuck-clients': {
      const { streams, wholes, others, deadline, seed } = readOptions(args, { numbers: STUCK });
      const deadlineMs = deadline * 1_000;
      return runStuckClients({ adminUrl, say, streams, wholes, others, deadlineMs, aloneMs: ALONE_MS, seed, judgesFigures: true });
    }
    case 'soak': {
      const { minutes, rate, seed, redis } = readOptions(args, { numbers: SOAK, switches: ['redis'] });
      const { findings, samples } = await runSoak({ adminUrl, say, seconds: minutes * 60, perSecond: rate, seed, withRedis: redis, judgesGrowth: true });
      mkdirSync(RUN_DIRECTORY, { recursive: true });
      writeFileSync(path.join(RUN_DIRECTORY, 'soak.json'), JSON.stringify(samples));
      for (const [name, svg] of Object.entries(soakPlots(samples))) writeFileSync(path.join(RUN_DIRECTORY, name), svg);
      return [...findings];
    }
    default:
      throw new RangeError(`There is no campaign "${campaign}".`);
  }
}
