import { readFile, writeFile } from 'node:fs/promises';
import { extract, type ApiDescription } from './extract.ts';

const BYTES_MAX = 1_000_000;

/** `pnpm --filter @modelhub/api-schemas run extract <openapi.json> <date>`: takes the schemas of our surfaces over from OpenAI's OpenAPI description. */
async function main(): Promise<void> {
  const [path, date] = process.argv.slice(2);
  if (path === undefined || date === undefined || !/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    throw new Error('Say which description, and of which day: extract openapi.json 2026-08-21');
  }
  const description = JSON.parse(await readFile(path, 'utf8')) as ApiDescription;
  const { definitions, idlePatches } = extract(description);
  const files: [string, object][] = [
    ...Object.entries(definitions),
    ['source', { title: 'OpenAI’s OpenAPI description', version: description.info.version, date }],
  ];
  let bytes = 0;
  for (const [name, content] of files) {
    const text = `${JSON.stringify(content)}\n`;
    bytes += text.length;
    await writeFile(new URL(`../openai/${name}.json`, import.meta.url), text);
  }
  if (bytes > BYTES_MAX) throw new Error(`${bytes} bytes are more than a repository should carry: what has grown?`);
  console.log(`${files.length} files, ${bytes} bytes, from version ${description.info.version} of ${date}`);
  for (const reason of idlePatches) console.log(`a patch that is needed no more: ${reason}`);
}

await main();
