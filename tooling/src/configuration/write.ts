import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { renderConfiguration } from './render.ts';

// `pnpm run docs:configuration`
const file = path.resolve(import.meta.dirname, '../../../docs/configuration.md');
writeFileSync(file, renderConfiguration());
console.log(`${file} is up to date.`);
