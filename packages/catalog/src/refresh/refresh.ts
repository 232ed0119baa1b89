// Refreshes the catalog from a public list of models and prices, and shows the difference before it writes.
//   pnpm run catalog:refresh                       what would change
//   pnpm run catalog:refresh --write               and write it
//   pnpm run catalog:refresh --from /a/models.json from a file (its whole path) in place of the network
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { LABS } from '../models/index.ts';
import { LAB_NAMES } from '../lab-names.ts';
import { mergeSource, type Changes } from './merge.ts';
import { PROVIDERS_READ } from './providers-read.ts';
import { fileName, renderIndex, renderLab } from './render.ts';
import { readModelsDev } from './source.ts';

const SOURCE_URL = 'https://models.dev/api.json';
const SOURCE_TIMEOUT_MS = 30_000;
const SHOWN_MAX = 40;

async function readList(from: string | undefined): Promise<unknown> {
  if (from !== undefined) return JSON.parse(await readFile(from, 'utf8'));
  const response = await fetch(SOURCE_URL, { signal: AbortSignal.timeout(SOURCE_TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${SOURCE_URL} answered ${response.status}`);
  return response.json();
}

function report(changes: Changes): string {
  const lines = [
    section('new models', changes.newModels),
    section('new endpoints', changes.newEndpoints),
    section('gone (marked deprecated)', changes.gone),
    section(
      'price changes',
      changes.prices.map(({ endpoint, from, to }) => `${endpoint}: ${JSON.stringify(from)} -> ${JSON.stringify(to)}`),
    ),
  ];
  return lines.join('\n');
}

function section(title: string, items: readonly string[]): string {
  const more = items.length > SHOWN_MAX ? [`  … and ${items.length - SHOWN_MAX} more`] : [];
  return [`${title}: ${items.length}`, ...items.slice(0, SHOWN_MAX).map((item) => `  ${item}`), ...more].join('\n');
}

const { values } = parseArgs({ options: { from: { type: 'string' }, write: { type: 'boolean', default: false } } });
try {
  const source = readModelsDev(await readList(values.from)).filter(({ provider }) => PROVIDERS_READ.has(provider));
  if (source.length === 0) throw new Error('the list has no model of any provider that we know');
  const { labs, changes } = mergeSource(LABS, source, { today: new Date().toISOString().slice(0, 10), labNames: LAB_NAMES });
  process.stdout.write(`${report(changes)}\n`);
  if (values.write) {
    const folder = path.join(import.meta.dirname, '../models');
    for (const lab of labs) await writeFile(path.join(folder, fileName(lab.lab)), renderLab(lab));
    await writeFile(path.join(folder, 'index.ts'), renderIndex(labs.map(({ lab }) => lab)));
    process.stdout.write('Written. Run pnpm run format, look at the difference, and commit it.\n');
  } else {
    process.stdout.write('Nothing was written: add --write.\n');
  }
} catch (error) {
  process.stderr.write(`The catalog could not be refreshed: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
