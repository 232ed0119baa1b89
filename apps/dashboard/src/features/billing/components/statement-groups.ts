import type { StatementLine } from '@modelhub/billing/statement';

export interface ProjectLines {
  readonly projectId: string;
  readonly projectName: string;
  readonly costNanoUsd: bigint;
  readonly lines: readonly StatementLine[];
}

/** The lines by project, the dearest project first; within a project in the order that they came in. */
export function byProject(lines: readonly StatementLine[]): ProjectLines[] {
  const groups = new Map<string, { projectName: string; costNanoUsd: bigint; lines: StatementLine[] }>();
  for (const line of lines) {
    const group = groups.get(line.projectId) ?? { projectName: line.projectName, costNanoUsd: 0n, lines: [] };
    group.costNanoUsd += line.costNanoUsd;
    group.lines.push(line);
    groups.set(line.projectId, group);
  }
  return [...groups]
    .map(([projectId, group]) => ({ projectId, ...group }))
    .sort((a, b) => (a.costNanoUsd === b.costNanoUsd ? 0 : a.costNanoUsd > b.costNanoUsd ? -1 : 1));
}
