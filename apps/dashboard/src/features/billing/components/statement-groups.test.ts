import type { StatementLine } from '@modelhub/billing/statement';
import { expect, it } from 'vitest';
import { byProject } from './statement-groups.ts';

const line = (projectId: string, costNanoUsd: bigint) => ({ projectId, projectName: `Name of ${projectId}`, costNanoUsd }) as StatementLine;

it('puts the dearest project first and adds its lines up exactly', () => {
  const groups = byProject([line('a', 5n), line('b', 9_007_199_254_740_993n), line('a', 3n), line('b', 1n)]);
  expect(groups.map(({ projectId, costNanoUsd, lines }) => [projectId, costNanoUsd, lines.length])).toEqual([
    ['b', 9_007_199_254_740_994n, 2],
    ['a', 8n, 2],
  ]);
});
