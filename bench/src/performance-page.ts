import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Options } from './options.ts';
import { plotOf } from './plots.ts';
import { toMarkdown, toTables, type Result, type Table } from './report.ts';

const BEGIN = '<!-- figures: written by pnpm bench --markdown -->';
const END = '<!-- end of figures -->';
const IMAGES = 'images';

/** One run, as it is printed, kept in a file and drawn. */
export interface Run {
  /** When and where: without it the figures mean nothing. */
  readonly circumstances: string;
  readonly goals: Table;
  readonly results: readonly Result[];
}

/** Puts a run into the page, between its two marks, and its plots beside it; the rest of the page is written by people. */
export function writePerformancePage(file: string, { circumstances, goals, results }: Run): void {
  const page = readFileSync(file, 'utf8');
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${file} has no place for the figures: it needs the lines "${BEGIN}" and "${END}"`);
  const sections = toTables(results).map((table) => {
    const picture = table.scenario === undefined ? null : plotOf(results, table.scenario);
    if (picture === null) return toMarkdown([table]);
    const name = `bench-${table.scenario}.svg`;
    mkdirSync(path.join(path.dirname(file), IMAGES), { recursive: true });
    writeFileSync(path.join(path.dirname(file), IMAGES, name), picture);
    return `${toMarkdown([table])}\n\n![${table.title}](${IMAGES}/${name})`;
  });
  const figures = [circumstances, toMarkdown([goals]), ...sections].join('\n\n');
  writeFileSync(file, `${page.slice(0, from + BEGIN.length)}\n\n${figures}\n\n${page.slice(to)}`);
}

/** The machine, the day and the versions of what was compared. */
export function circumstancesOf(options: Options, versions: readonly string[]): string {
  const cpus = os.cpus();
  const machine = `${cpus[0]?.model ?? 'unknown processor'}, ${cpus.length} cores, Linux ${os.release()}, Node ${process.versions.node}`;
  const [load = 0] = os.loadavg();
  const worker = options.withWorker ? 'with a worker that ships the journal from the core of the load' : 'without a worker';
  const date = new Date().toISOString().slice(0, 10);
  const compared = versions.length === 0 ? '' : `, ${versions.join(', ')}`;
  return (
    `Taken on ${date}: ${machine}${compared}. Medians of at most ${options.rounds} rounds of ${options.seconds} s after a warm-up of ${options.warmUpSeconds} s, ${worker}; ` +
    `${options.rate.toLocaleString('en-US')} requests/s in \`rate\`; load average at the end ${load.toFixed(1)}.`
  );
}
