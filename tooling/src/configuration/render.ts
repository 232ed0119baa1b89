import { credentialFieldsOf } from '@modelhub/providers/credential';
import { credentialVariable, environmentPrefix, PROVIDERS } from '@modelhub/providers/registry';
import type { ProviderEntry } from '@modelhub/providers/types';
import { envSchema as dashboardSchema } from '../../../apps/dashboard/src/env.ts';
import { envSchema as gatewaySchema } from '../../../apps/gateway/src/env.ts';
import { envSchema as workerSchema } from '../../../apps/worker/src/env.ts';
import { envSchema as startSchema } from '../start/env.ts';
import { describeVariables, type VariableDescription } from './describe-schema.ts';

const INTRODUCTION = `# Configuration

Everything is configured by environment variables. \`npm start\` needs none of them: it also reads \`.env\` in the root folder (start from
\`.env.example\`), the environment wins over the file, and an empty value counts as absent. A value that cannot be used stops the start and
is named. Each program reads its own variables and is given no others.

This file is generated from the schemas in \`apps/*/src/env.ts\` by \`pnpm run docs:configuration\`; a test fails while it is stale.

## What \`npm start\` fills in

| when this is absent | \`npm start\` |
| --- | --- |
| \`DATABASE_URL\` | starts a PostgreSQL of its own, with its data in \`.modelhub/postgres\` and a login for each program |
| \`REDIS_URL\` | keeps queues in PostgreSQL, and limits and health in the memory of the one gateway |
| \`STRIPE_SECRET_KEY\` | starts a stand-in for Stripe, whose account is kept in \`.modelhub/stripe.json\` |
| the \`<PROVIDER>_API_KEY\` of every provider | starts a stand-in for the providers, whose answers say that they are no model's |
| \`API_KEY_PEPPER\`, \`NEXTAUTH_SECRET\`, \`CREDENTIALS_KEY\` | generates it once and keeps it in \`.modelhub/secrets.json\` |
| \`NEXTAUTH_URL\`, \`GATEWAY_PUBLIC_URL\` | uses \`http://localhost\` with the port |
| \`JOURNAL_DIR\`, \`MAIL_DIR\` | uses folders in \`.modelhub\` |
| \`GATEWAY_METRICS_PORT\`, \`WORKER_PORT\` | uses the default, or another free port when that is taken |
| \`DRAIN_TIMEOUT_MS\` | gives requests 5 s to end when it is stopped |

While it runs, \`.modelhub/instance.json\` says where everything is: addresses, a demo login and key, and the process ids.
`;

/** docs/configuration.md, whole. */
export function renderConfiguration(): string {
  const gateway = describeVariables(gatewaySchema.shape);
  const isProvider = ({ name }: VariableDescription): boolean =>
    Object.entries<ProviderEntry>(PROVIDERS).some(
      ([id, entry]) => name === `${environmentPrefix(id)}_BASE_URL` || credentialFieldsOf(entry).some((field) => name === credentialVariable(id, field.name)),
    );
  return [
    INTRODUCTION,
    section('`npm start` itself', describeVariables(startSchema.shape)),
    section(
      'Gateway',
      gateway.filter((variable) => !isProvider(variable)),
    ),
    section('Providers (gateway)', gateway.filter(isProvider)),
    section('Worker', describeVariables(workerSchema.shape)),
    section('Dashboard', describeVariables(dashboardSchema.shape)),
  ].join('\n');
}

function section(title: string, variables: readonly VariableDescription[]): string {
  const rows = variables.map(({ name, values, default: value, isRequired, meaning }) =>
    ['', `\`${name}\``, values, value ?? (isRequired ? 'required' : ''), meaning.replaceAll('|', '\\|'), ''].join(' | ').trim(),
  );
  return `## ${title}\n\n| variable | values | default | meaning |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`;
}
