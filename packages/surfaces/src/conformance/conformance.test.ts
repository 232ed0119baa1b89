import { describe, expect, test } from 'vitest';
import { conformanceTables } from './probe.ts';
import { readFileSync } from 'node:fs';
import { documentedParameters } from '@modelhub/api-schemas/parameters';
import { operationTables } from './operation-probe.ts';
import { SURFACE_PARAMETERS } from './parameters.ts';
import { TABLES_FILE, tablesText } from './tables-file.ts';

const tables = conformanceTables();
const operations = await operationTables();

/** Fields that every request has, or that decide where it goes. */
const NO_PARAMETERS = new Set(['model', 'messages', 'input', 'prompt', 'file', 'image', 'mask', 'images']);

describe('every documented parameter, in front of every dialect', () => {
  test('is honoured, asked elsewhere or refused by name, and never dropped in silence', () => {
    const dropped = [...tables, ...operations].flatMap(({ surface, dialects, rows }) =>
      rows.flatMap(({ parameter, cells }) => cells.flatMap((cell, index) => (cell === 'dropped' ? [`${surface} ${parameter} at ${dialects[index]?.id}`] : []))),
    );
    expect(dropped).toEqual([]);
  });

  test('is on the page as it is: otherwise run pnpm run docs:conformance', async () => {
    expect(readFileSync(TABLES_FILE, 'utf8')).toBe(await tablesText());
  });

  test('has a cell for each of them', () => {
    for (const [index, { dialects, rows }] of tables.entries()) {
      expect(dialects.length).toBeGreaterThanOrEqual(7);
      expect(rows.map(({ parameter }) => parameter)).toEqual(SURFACE_PARAMETERS[index]?.parameters.map(({ name }) => name));
      for (const { cells } of rows) expect(cells).toHaveLength(dialects.length);
    }
  });

  test('a dialect of its own goes through, others are translated', () => {
    const cell = (surface: string, parameter: string, dialect: string): string | undefined => {
      const table = tables.find((each) => each.surface === surface);
      return table?.rows.find((row) => row.parameter === parameter)?.cells[table.dialects.findIndex(({ id }) => id === dialect)];
    };
    expect(cell('chat.completions', 'tools', 'openai')).toBe('native');
    expect(cell('chat.completions', 'tools', 'anthropic')).toBe('translated');
    expect(cell('messages', 'top_k', 'anthropic')).toBe('native');
    expect(cell('chat.completions', 'seed', 'anthropic')).toBe('elsewhere');
    expect(cell('messages', 'mcp_servers', 'openai')).toBe('refused');
    expect(cell('chat.completions', 'stream', 'anthropic')).toBe('gateway');
  });

  test.each([
    'chat.completions',
    'responses',
    'completions',
    'embeddings',
    'moderations',
    'images.generations',
    'images.edits',
    'audio.speech',
    'audio.transcriptions',
    'audio.translations',
  ] as const)('of OpenAI’s description of %s has a row', (surface) => {
    const rows = [...tables, ...operations].find((table) => table.surface === surface)?.rows ?? [];
    const named = new Set(rows.map(({ parameter }) => parameter.split(/[ .:[]/)[0]));
    const documented = [
      ...new Set(
        documentedParameters(surface)
          .filter(({ isOurs }) => !isOurs)
          .flatMap(({ path }) => path.split(/[.[]/)[0] ?? []),
      ),
    ];
    expect(documented.length).toBeGreaterThan(1);
    expect(documented.filter((name) => !named.has(name) && !NO_PARAMETERS.has(name))).toEqual([]);
  });
});
