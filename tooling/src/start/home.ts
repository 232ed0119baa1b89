import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Where an instance keeps everything of its own. Deleting the folder makes the next start a first one. */
export interface Home {
  readonly folder: string;
  readonly instanceFile: string;
  readonly processesFile: string;
  readonly portsFile: string;
  readonly secretsFile: string;
  readonly stripeStateFile: string;
  readonly postgresFolder: string;
  readonly journalFolder: string;
  readonly mailFolder: string;
  logFile(program: string): string;
}

/** Makes the folders of a home, readable by their owner alone; only the way to PostgreSQL's data is open, which root starts under another account. */
export function openHome(folder: string): Home {
  const inside = (name: string): string => path.join(folder, name);
  const home: Home = {
    folder,
    instanceFile: inside('instance.json'),
    processesFile: inside('processes.json'),
    portsFile: inside('ports.json'),
    secretsFile: inside('secrets.json'),
    stripeStateFile: inside('stripe.json'),
    postgresFolder: inside('postgres'),
    journalFolder: inside('journal'),
    mailFolder: inside('mail'),
    logFile: (program) => inside(path.join('logs', `${program}.log`)),
  };
  mkdirSync(folder, { recursive: true });
  if (process.getuid?.() === 0) chmodSync(folder, 0o755);
  for (const privateFolder of [path.dirname(home.logFile('any')), home.journalFolder, home.mailFolder]) {
    mkdirSync(privateFolder, { recursive: true, mode: 0o700 });
  }
  return home;
}

/** Undefined when the file is missing or is not JSON: every file read this way can be made again. */
export function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes beside the file and renames, so that a reader never sees half of it. Readable by the owner alone. */
export function writeJson(file: string, value: unknown): void {
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
