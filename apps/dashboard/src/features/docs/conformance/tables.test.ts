import { expect, it } from 'vitest';
import { CONFORMANCE, readConformance } from './tables.ts';

const table = (cells: readonly string[]) => [
  {
    surface: 'responses',
    dialects: [
      { id: 'a', name: 'A' },
      { id: 'b', name: 'B' },
    ],
    rows: [{ parameter: 'seed', cells }],
  },
];

it('takes tables without a hole', () => {
  expect(readConformance(table(['native', 'refused']))).toHaveLength(1);
  expect(CONFORMANCE.every(({ rows }) => rows.length > 0)).toBe(true);
});

it.each([[['native']], [['native', '']], [['native', 'dropped']], [['native', 'refused', 'refused']]])('refuses %j', (cells) => {
  expect(() => readConformance(table(cells))).toThrow('responses: seed has a wrong cell');
});
