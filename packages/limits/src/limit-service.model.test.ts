import { FixedClock } from '@modelhub/core/clock';
import { MemoryCounters } from '@modelhub/state/memory-counters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runRound } from './campaign/round.ts';
import { compareWithModel, modelRules, steps } from './limit-model.ts';
import { createLimitService } from './limit-service.ts';
import { RulePreparer } from './prepared-rules.ts';

test('whatever happens, a request is admitted if and only if it fits', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.constantFrom(1n, 10n ** 15n), async (sequence, unit) => {
      const clock = new FixedClock('2026-11-25T23:58:30Z');
      const counters = new MemoryCounters(clock);
      const service = createLimitService({ state: { counters }, clock });
      const rules = modelRules('org_model', unit);
      await compareWithModel(
        { services: [service], rules, unit, nowMs: () => clock.nowMs(), pass: (ms) => clock.advanceMs(ms), reached: async () => {} },
        sequence,
      );
      const keys = rules.flatMap((each) => new RulePreparer().prepare(each, clock.nowMs()).counters.map(({ key }) => key));
      for (const { held } of await counters.read('org_model', keys)) expect(held).toBe(0n);
    }),
    { numRuns: 300 },
  );
});

test('500 requests at once for a budget of 50: exactly 50, in 100 rounds', async () => {
  const counters = new MemoryCounters({ nowMs: () => Date.now() });
  const service = createLimitService({ state: { counters } });
  for (let seed = 0; seed < 100; seed += 1) await runRound({ services: [service], counters }, seed);
  await service.close();
});
