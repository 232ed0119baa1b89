import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf } from '@modelhub/providers/testing/captures';
import { fuzzOnce } from './fuzz.ts';

/** `pnpm --filter @modelhub/surfaces run fuzz [streams] [first seed]`: broken streams by the hundred thousand for every provider. */
const streams = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 1);
let faults = 0;
for (const [id, { adapter }] of Object.entries(PROVIDERS)) {
  const captures = capturesOf(id);
  const startedAt = Date.now();
  for (let seed = firstSeed; seed < firstSeed + streams; seed += 1) {
    const fault = fuzzOnce(adapter, captures, seed);
    if (fault === null) continue;
    faults += 1;
    process.stderr.write(`${id}, seed ${seed}: ${fault.slice(0, 2_000)}\n`);
    if (faults >= 20) process.exit(1);
  }
  process.stdout.write(`${id}: ${streams} broken streams in ${((Date.now() - startedAt) / 1_000).toFixed(1)} s\n`);
}
process.exitCode = faults > 0 ? 1 : 0;
