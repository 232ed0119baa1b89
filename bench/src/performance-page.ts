import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Options } from './options.ts';
import { toMarkdown, type Table } from './report.ts';

const BEGIN = '<!-- figures: written by pnpm bench --markdown -->';
const END = '<!-- end of figures -->';

/** Puts the figures into the page, between its two marks; the rest of the page is written by people. */
export function writePerformancePage(file: string, tables: readonly Table[], options: Options): void {
  const page = readFileSync(file, 'utf8');
  const from = page.indexOf(BEGIN);
  const to = page.indexOf(END);
  if (from < 0 || to < from) throw new Error(`${file} has no place for the figures: it needs the lines "${BEGIN}" and "${END}"`);
  writeFileSync(file, `${page.slice(0, from + BEGIN.length)}\n\n${circumstances(options)}\n\n${toMarkdown(tables)}\n\n${page.slice(to)}`);
}

/** When and where the figures were taken: without it they mean nothing. */
export function circumstances(options: Options): string {
  const cpus = os.cpus();
  const machine = `${cpus[0]?.model ?? 'unknown processor'}, ${cpus.length} cores, Linux ${os.release()}, Node ${process.versions.node}`;
  const [load = 0] = os.loadavg();
  const worker = options.withWorker ? 'with a worker that ships the journal from the core of the load' : 'without a worker';
  const date = new Date().toISOString().slice(0, 10);
  return `Taken on ${date}: ${machine}. Medians of ${options.rounds} rounds of ${options.seconds} s, ${worker}; load average at the end ${load.toFixed(1)}.`;
}
