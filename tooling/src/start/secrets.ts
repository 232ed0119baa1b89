import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { readJson, writeJson } from './home.ts';
import { StartError } from './start-error.ts';

const GENERATORS = {
  apiKeyPepper: random,
  credentialsKey: () => randomBytes(32).toString('base64'),
  nextAuthSecret: random,
  stripeWebhookSecret: () => `whsec_${random()}`,
  demoPassword: () => randomBytes(9).toString('base64url'),
  postgresOwnerPassword: random,
  dashboardLoginPassword: random,
  workerLoginPassword: random,
  gatewayLoginPassword: random,
} as const satisfies Record<string, () => string>;

type GeneratedSecret = keyof typeof GENERATORS;

/** What an instance makes up once and keeps. `demoApiKey` is known after the first seed. */
export type Secrets = Readonly<Record<GeneratedSecret, string>> & { readonly demoApiKey?: string | undefined };

const fileSchema = z.record(z.string(), z.string());

/**
 * The secrets of an instance; those that are missing are generated and written down. Throws a `StartError` when the file is there but
 * cannot be read: made anew, its keys and the database's passwords would no longer fit what is stored under them.
 */
export function loadSecrets(file: string): Secrets {
  const parsed = fileSchema.safeParse(existsSync(file) ? readJson(file) : {});
  if (!parsed.success) {
    throw new StartError(`${file} is damaged: restore it, or delete the folder it is in to begin anew without the data there.`);
  }
  const known = parsed.data;
  const generated = Object.entries(GENERATORS).filter(([name]) => known[name] === undefined);
  const secrets = { ...known, ...Object.fromEntries(generated.map(([name, generate]) => [name, generate()])) } as unknown as Secrets;
  if (generated.length > 0) writeJson(file, secrets);
  return secrets;
}

export function saveSecrets(file: string, secrets: Secrets): void {
  writeJson(file, secrets);
}

function random(): string {
  return randomBytes(32).toString('base64url');
}
