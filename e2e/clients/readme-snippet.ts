import { readFileSync } from 'node:fs';
import path from 'node:path';

const README = path.join(import.meta.dirname, '..', '..', 'README.md');

/** The code in a language below a heading of the README, with the address and the key of a gateway that runs. */
export function readmeSnippet(heading: string, language: 'python' | 'ts', { url, apiKey }: { readonly url: string; readonly apiKey: string }): string {
  const section = readFileSync(README, 'utf8').split(`\n### ${heading}\n`)[1];
  const code = (section?.split('\n##')[0] ?? '').split(`\`\`\`${language}\n`)[1]?.split('\n```')[0];
  if (code === undefined) throw new Error(`the README has no ${language} below "${heading}"`);
  const placed = code.replaceAll('http://localhost:8787', url).replaceAll('mh_live_...', apiKey);
  if (!placed.includes(url) || !placed.includes(apiKey)) throw new Error(`the code below "${heading}" names no address or no key`);
  return placed;
}
