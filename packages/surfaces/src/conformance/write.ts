import { mkdirSync, writeFileSync } from 'node:fs';
import { TABLES_FILE, tablesText } from './tables-file.ts';

/** `pnpm run docs:conformance` */
mkdirSync(new URL('.', TABLES_FILE), { recursive: true });
writeFileSync(TABLES_FILE, await tablesText());
