import type {} from '@modelhub/testing/vitest-setup';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { DIALECTS } from './dialects.ts';
import { findPython, runPython } from './python/python.ts';
import { readmeSnippet } from './readme-snippet.ts';
import { startClientWorld, type ClientWorld } from './world.ts';

const SCENARIOS = ['text', 'tools', 'structured output', 'responses'];

interface Outcome {
  readonly scenario: string;
  readonly dialect: string;
  readonly outcome?: unknown;
  readonly error?: string;
}

const python = await findPython();
const executable = 'executable' in python ? python.executable : '';

describe.skipIf('missing' in python)(`Python's openai${'missing' in python ? ` (skipped: ${python.missing})` : ''}`, () => {
  let world: ClientWorld;
  let outcomes: readonly Outcome[];
  beforeAll(async () => {
    world = await startClientWorld(inject('postgresAdminUrl'));
    // One process for all: to start it costs more than to ask.
    const { url, apiKey } = world;
    const told = await runPython(executable, [path.join(import.meta.dirname, 'python', 'scenarios.py')], JSON.stringify({ url, apiKey, dialects: DIALECTS }));
    outcomes = told
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Outcome);
  }, 120_000);
  afterAll(() => world.close());

  const of = (scenario: string, dialect: string): Outcome | undefined => outcomes.find((one) => one.scenario === scenario && one.dialect === dialect);

  describe.each(SCENARIOS)('%s', (scenario) => {
    test.each(DIALECTS)('$name', ({ name }) => {
      const told = of(scenario, name);
      expect(told?.error).toBeUndefined();
      expect(told?.outcome).toEqual(of(scenario, DIALECTS[0].name)?.outcome);
      expect(told?.outcome).toBeTruthy();
    });
  });

  test('what the README shows runs', async () => {
    const said = await runPython(executable, ['-c', readmeSnippet('Python', 'python', world)], '');
    expect(said).toMatch(/\w/);
  });
});
