import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type {} from '@modelhub/testing/vitest-setup';
import { CLIENTS } from './clients.ts';
import { connect } from './connection.ts';
import { DIALECTS, lacks, type Dialect } from './dialects.ts';
import type { Scenario } from './scenario.ts';
import { startClientWorld, type ClientWorld } from './world.ts';

let world: ClientWorld;
beforeAll(async () => {
  world = await startClientWorld(inject('postgresAdminUrl'));
});
afterAll(() => world.close());

/** Runs a scenario in one dialect, and sees to it that this dialect alone has answered. */
async function run(scenario: Scenario, dialect: Dialect, isRefusedFirst = false): Promise<unknown> {
  const connection = connect(dialect, world);
  const outcome = await scenario(connection);
  expect(connection.calls.length).toBeGreaterThan(0);
  const answers = isRefusedFirst ? connection.calls.filter(({ status }) => status !== 400) : connection.calls;
  expect(new Set(answers.map(({ status, provider }) => `${status} ${provider}`))).toEqual(new Set([`200 ${dialect.provider}`]));
  return outcome;
}

/** What a dialect cannot do is refused at once, in words that name it, and not half done. */
async function expectRefusal(scenario: Scenario, dialect: Dialect): Promise<void> {
  const connection = connect(dialect, world);
  await expect(scenario(connection)).rejects.toThrow(/response_format|Strict tools|whether they call a tool/);
  expect(connection.calls.at(-1)?.status).toBe(400);
}

const REASONERS = DIALECTS.filter(({ reasons }) => reasons);

describe.each(CLIENTS)('$name', ({ scenarios, reasoning = {} }) => {
  describe.each(Object.entries(scenarios))('%s', (_, told) => {
    const { run: scenario, needs = [], isRefusedFirst } = typeof told === 'function' ? { run: told } : told;
    const without = DIALECTS.filter((dialect) => needs.some((need) => lacks(dialect, need)));
    const reference = once(() => run(scenario, DIALECTS[0], isRefusedFirst));
    test.concurrent.each(DIALECTS.filter((dialect) => !without.includes(dialect)))('$name', async (dialect) => {
      expect(dialect === DIALECTS[0] ? await reference() : await run(scenario, dialect, isRefusedFirst)).toEqual(await reference());
    });
    test.concurrent.each(without)('$name says that it cannot', (dialect) => expectRefusal(scenario, dialect));
  });

  describe.each(Object.entries(reasoning))('%s', (_, scenario) => {
    const reference = once(() => run(scenario, DIALECTS[0]));
    test.concurrent.each(REASONERS)('$name', async (dialect) => {
      expect(dialect === DIALECTS[0] ? await reference() : await run(scenario, dialect)).toEqual(await reference());
    });
  });
});

/** What the other dialects are compared with is asked for once. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
