import { readFileSync } from 'node:fs';

/** What `npm start` writes into instance.json, as far as the tests use it. */
export interface Instance {
  readonly dashboardUrl: string;
  readonly gatewayUrl: string;
  readonly apiKey: string;
  readonly user: { readonly email: string; readonly password: string };
  readonly databaseUrl: string;
  readonly stripeApiBase: string;
  readonly pids: Readonly<Record<string, number>>;
}

const FILE_VARIABLE = 'MODELHUB_E2E_INSTANCE';

/** Named by the global set-up, or by somebody who wants to test an instance that runs already. */
export function instanceFile(): string | undefined {
  return process.env[FILE_VARIABLE];
}

export function nameInstance(file: string): void {
  process.env[FILE_VARIABLE] = file;
}

export function readInstance(): Instance {
  const file = instanceFile();
  if (file === undefined) throw new Error(`no instance runs: ${FILE_VARIABLE} is not set`);
  return JSON.parse(readFileSync(file, 'utf8')) as Instance;
}
