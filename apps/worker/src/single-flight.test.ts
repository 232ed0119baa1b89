import { expect, test } from 'vitest';
import { singleFlight } from './single-flight.ts';

test('calls during a run share it; a call afterwards runs again, also after a failure', async () => {
  let runs = 0;
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const run = singleFlight(async () => {
    const gate = gates[runs];
    runs += 1;
    await gate?.promise;
  });
  const first = [run(), run(), run()];
  expect(runs).toBe(1);
  gates[0]?.resolve();
  await Promise.all(first);
  const second = run();
  expect(runs).toBe(2);
  gates[1]?.reject(new Error('no'));
  await expect(second).rejects.toThrow('no');
  gates[2]?.resolve();
  await run();
  expect(runs).toBe(3);
});
