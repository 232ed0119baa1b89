/** One thing that a campaign has found out. */
export interface Finding {
  readonly name: string;
  readonly measured: string;
  /** What it has to be; null where it is told and not judged. */
  readonly bound: string | null;
  readonly holds: boolean;
}

/** A figure that may not be larger than its bound. */
export function atMost(name: string, measured: number, bound: number, unit = ''): Finding {
  return { name, measured: shown(measured, unit), bound: `at most ${shown(bound, unit)}`, holds: measured <= bound };
}

/** A figure that has to be this one exactly. */
export function exactly(name: string, measured: number | bigint, expected: number | bigint): Finding {
  return { name, measured: measured.toLocaleString('en-US'), bound: expected.toLocaleString('en-US'), holds: measured === expected };
}

/** Told beside the others, and not judged. */
export function told(name: string, measured: number | string, unit = ''): Finding {
  return { name, measured: typeof measured === 'string' ? measured : shown(measured, unit), bound: null, holds: true };
}

export function isBroken(findings: readonly Finding[]): boolean {
  return findings.some(({ holds }) => !holds);
}

/** The findings as a table of plain text, also readable as Markdown. */
export function toTable(findings: readonly Finding[]): string {
  const rows = [['', 'measured', 'bound', ''], ...findings.map(({ name, measured, bound, holds }) => [name, measured, bound ?? '', holds ? '' : 'BROKEN'])];
  const widths = [0, 1, 2, 3].map((column) => Math.max(3, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(rows[0] ?? []), rule, ...rows.slice(1).map(line)].join('\n');
}

function shown(value: number, unit: string): string {
  const digits = Math.abs(value) < 10 && !Number.isInteger(value) ? 2 : Math.abs(value) < 1_000 && !Number.isInteger(value) ? 1 : 0;
  return `${value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}${unit === '' ? '' : ` ${unit}`}`;
}
