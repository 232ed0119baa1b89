import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { StartError } from './start-error.ts';

/** What `npm start` itself reads; every other variable belongs to one of the programs that it starts. */
export const envSchema = z.object({
  MODELHUB_HOME: z
    .string()
    .default('.modelhub')
    .describe(
      'Folder of everything that an instance keeps: database, secrets, journal, mail, logs, instance.json. Two instances with homes and ports of their own run side by side. Read from the environment only, not from .env.',
    ),
});

/** Variables by name; none is empty. */
export type Variables = Readonly<Record<string, string>>;

/** The environment over the `.env` file of `folder`. An empty value counts as absent, so it uncovers what the file says. */
export function readVariables(folder: string, environment: Readonly<Record<string, string | undefined>> = process.env): Variables {
  return mergeVariables(readEnvFile(path.join(folder, '.env')), environment);
}

export function mergeVariables(...sources: readonly Readonly<Record<string, string | undefined>>[]): Variables {
  const merged: Record<string, string> = {};
  for (const source of sources) {
    for (const [name, value] of Object.entries(source)) if (value !== undefined && value !== '') merged[name] = value;
  }
  return merged;
}

/** The home folder that the environment names, seen from `root`. */
export function homeFolder(root: string, environment: Readonly<Record<string, string | undefined>> = process.env): string {
  return path.resolve(root, environment['MODELHUB_HOME'] || '.modelhub');
}

function readEnvFile(file: string): Readonly<Record<string, string | undefined>> {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw new StartError(`${file} cannot be read (${code ?? String(error)}): mend or delete it, and run npm start again.`);
  }
}
