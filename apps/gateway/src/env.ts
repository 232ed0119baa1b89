import os from 'node:os';
import { isCredentialKey } from '@modelhub/access/credential-cipher';
import { OWN_MODEL_LISTS, readOwnModels, type OwnModelList } from '@modelhub/catalog/own-models';
import { credentialFieldsOf, defaultAddressOf } from '@modelhub/providers/credential';
import {
  credentialVariable,
  environmentPrefix,
  isSetUp,
  PROVIDERS,
  type ProviderCredentials,
  type ProviderId,
  type ProviderSettings,
} from '@modelhub/providers/registry';
import type { CredentialField, ProviderEntry } from '@modelhub/providers/types';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);
const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const credentialKey = z.string().refine(isCredentialKey, 'has to be 32 bytes in base64: openssl rand -base64 32');
const httpUrl = z.url({ protocol: /^https?$/ });

const MIB = 1024 * 1024;
const BODY_BYTES_MAX = 16 * MIB;
const FORM_BYTES_MAX = 100 * MIB;

/** `fireworks-ai` is `FIREWORKS_AI`. */
type EnvironmentPrefix<Id extends string> = Id extends `${infer Head}-${infer Tail}` ? `${Uppercase<Head>}_${EnvironmentPrefix<Tail>}` : Uppercase<Id>;

/** A variable for each field of a provider's credential, and one for its address. */
const providerVariables = Object.fromEntries(
  Object.entries<ProviderEntry>(PROVIDERS).flatMap(([id, entry]) => [
    ...credentialFieldsOf(entry).map((field) => [credentialVariable(id, field.name), z.string().optional().describe(meaningOf(field, entry))] as const),
    [`${environmentPrefix(id)}_BASE_URL`, httpUrl.optional().describe(addressMeaning(entry))] as const,
  ]),
) as Record<`${EnvironmentPrefix<ProviderId>}_${'API_KEY' | 'BASE_URL'}`, z.ZodOptional<z.ZodString>>;

function meaningOf({ name, label, isSecret, isOptional, example }: CredentialField, { adapter }: ProviderEntry): string {
  const looks = example === undefined ? '' : `: ${example}`;
  if (isSecret)
    return `${label}${name === 'apiKey' && !isOptional ? ` of ${adapter.name}` : `, for ${adapter.name}`}. Absent: ${isOptional ? 'not used' : `${adapter.name} is not called`}.`;
  return `${label}, for ${adapter.name}${isOptional ? '' : ', needed with its key'}${looks}`;
}

function addressMeaning({ adapter, defaultBaseUrl, baseUrlExample, isOperatorsOwn }: ProviderEntry): string {
  if (isOperatorsOwn && defaultBaseUrl === null)
    return `Address of a server of your own that speaks OpenAI's dialect (vLLM, LM Studio, llama.cpp): ${baseUrlExample}`;
  return defaultBaseUrl === null
    ? `Your address of ${adapter.name}'s API, needed with its key: ${baseUrlExample}`
    : `Another address of ${adapter.name}'s API; ${defaultBaseUrl} by default.`;
}

/** The lists of an operator's own models. */
const ownModelVariables = Object.fromEntries(OWN_MODEL_LISTS.map((list) => [list.variable, ownModelVariable(list)])) as Record<
  OwnModelList['variable'],
  ReturnType<typeof ownModelVariable>
>;

function ownModelVariable(list: OwnModelList) {
  const isReadable = (text: string, context: z.RefinementCtx): void => {
    try {
      readOwnModels(list, text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message });
    }
  };
  return z.string().superRefine(isReadable).optional().describe(list.meaning);
}

/** Every variable that the gateway reads. docs/configuration.md is generated from the descriptions. */
export const envSchema = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address to listen on.'),
  GATEWAY_PORT: port.default(8787).describe('Port of the inference API.'),
  GATEWAY_METRICS_PORT: port.default(9464).describe('Port of /metrics of the gateway.'),
  GATEWAY_PROCESSES: count(1, 256)
    .default(1)
    .describe(
      'Processes behind the one port, one for each core that the gateway is to use. Above 1 they share their limits through Redis; each is a gateway of its own, GATEWAY_ID-1 and so on, with its figures on the metrics port, the next one, and so on.',
    ),
  GATEWAY_ID: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'has to be up to 63 letters, digits, dots, dashes and underscores')
    .default(
      () =>
        os
          .hostname()
          .replaceAll(/[^A-Za-z0-9._-]/g, '-')
          .slice(0, 63) || 'gateway',
    )
    .describe('Name of this gateway, unique among gateways and the same after a restart: its journal is kept under it. The host name by default.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'])
    .default('info')
    .describe('Least severe log line that is written. One line for each request appears at debug.'),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/ })
    .describe('PostgreSQL, for keys that are not in memory yet. The gateway works under the role modelhub_gateway whatever the login is.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis or Valkey, shared by all gateways: limits, health, invalidation. Absent: this gateway is the only one.'),
  JOURNAL_DIR: z.string().describe('Folder of the usage journals, one below it for each gateway. A worker on this machine ships them into the ledger.'),
  API_KEY_PEPPER: z
    .string()
    .min(16, 'has to be at least 16 characters long')
    .describe('Key of the HMAC under which API keys are stored. The same value on gateway and dashboard.'),
  CREDENTIALS_KEY: credentialKey
    .optional()
    .describe(
      'Key under which the provider keys of customers are stored: 32 bytes in base64. The same value on gateway and dashboard. Absent: they have none.',
    ),
  CREDENTIALS_KEY_PREVIOUS: credentialKey
    .optional()
    .describe('The CREDENTIALS_KEY before, until pnpm credentials:rotate has written every provider key under the new one.'),
  CUSTOM_BASE_URL_PRIVATE_ALLOWED: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Lets customers name addresses of a private network, and http. Only where all customers are yours. The same value on gateway and dashboard.'),
  PROVIDER_SANDBOX_URL: httpUrl.optional().describe('A stand-in that serves every provider while none has a key, so that a first request works.'),
  DASHBOARD_PUBLIC_URL: httpUrl.default('http://localhost:3000').describe('Public address of the dashboard, for links in error messages.'),
  BODY_BYTES_MAX: count(1024, 512 * MIB)
    .default(BODY_BYTES_MAX)
    .describe('Largest request body in bytes; 16 MiB by default.'),
  FORM_BYTES_MAX: count(1024, 2_048 * MIB)
    .default(FORM_BYTES_MAX)
    .describe('Largest form with files in bytes; 100 MiB by default. What is larger than 1 MiB of a file waits on disk while it is served.'),
  REQUESTS_IN_FLIGHT_MAX: count(1, 1_000_000)
    .default(4_000)
    .describe('Requests that are served at the same time; more of them are turned away with 529 before they cost anything.'),
  UPSTREAM_CONNECT_TIMEOUT_MS: count(100, 60_000)
    .default(5_000)
    .describe('A provider that no connection can be made to within that many milliseconds has failed.'),
  UPSTREAM_START_TIMEOUT_MS: count(100, 3_600_000)
    .default(60_000)
    .describe('A provider that has sent no response headers of a stream after that many milliseconds has failed.'),
  UPSTREAM_WHOLE_START_TIMEOUT_MS: count(100, 86_400_000)
    .default(180_000)
    .describe(
      'A provider that has sent nothing of a whole answer after that many milliseconds has failed if another one can serve. After less, down to UPSTREAM_START_TIMEOUT_MS, if that is three times what its answers take.',
    ),
  UPSTREAM_FIRST_TOKEN_TIMEOUT_MS: count(100, 3_600_000)
    .default(120_000)
    .describe('A provider that has sent nothing of a stream but its headers and comments that many milliseconds after it was asked has failed.'),
  UPSTREAM_IDLE_TIMEOUT_MS: count(100, 3_600_000)
    .default(120_000)
    .describe('An answer that has begun, and of which nothing came for that many milliseconds, is cut. So is a client that takes nothing of it for so long.'),
  UPSTREAM_TOTAL_TIMEOUT_MS: count(100, 86_400_000).default(600_000).describe('A whole answer that has not come after that many milliseconds has failed.'),
  UPSTREAM_STREAM_TOTAL_TIMEOUT_MS: count(100, 86_400_000).default(3_600_000).describe('A stream that has not ended after that many milliseconds is cut.'),
  UPSTREAM_ATTEMPTS_WITHIN_MS: count(100, 86_400_000)
    .default(600_000)
    .describe('That many milliseconds after a request came, a failure is final: no other provider is tried.'),
  CLIENT_BYTES_PER_SECOND_MIN: count(1, 1_000_000_000)
    .default(4_096)
    .describe(
      'A client that takes less than that of an answer that waits for it is cut in the end: after UPSTREAM_IDLE_TIMEOUT_MS, and the time that what waits would take. The default is sound of 32 kbit/s, played as it comes.',
    ),
  STREAM_KEEP_ALIVE_MS: count(100, 3_600_000)
    .default(15_000)
    .describe('A stream in which nothing was sent to the client for that many milliseconds gets a comment: proxies cut silent connections.'),
  PROBE_EVERY_MINUTES: count(0, 1_440)
    .default(0)
    .describe(
      'An endpoint on your account that had no request for that many minutes is asked for one token, so that it is known how it does, and one that failed as soon as it may be asked again. Costs what the provider charges; nobody else is charged. 0: never.',
    ),
  DRAIN_TIMEOUT_MS: count(0, 3_600_000)
    .default(30_000)
    .describe('After SIGTERM, requests under way get that many milliseconds to end; what still runs is ended and charged for what it delivered.'),
  ...ownModelVariables,
  ...providerVariables,
});

export type Env = z.infer<typeof envSchema>;

/** An environment that the gateway cannot run with; the message is one sentence that names the variable. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/** Reads and checks the environment. An empty string counts as absent. Throws an `EnvError` that names the first bad variable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = envSchema.safeParse(present);
  if (parsed.success) return withAddresses(withSharedState(parsed.data));
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'The environment');
  const reason = present[name] === undefined ? 'is not set' : (issue?.message ?? 'is not usable');
  const field = name in envSchema.shape ? envSchema.shape[name as keyof typeof envSchema.shape] : undefined;
  throw new EnvError(`${name} ${reason}. ${field?.description ?? ''}`.trim());
}

/** Limits in the memory of one process would be as many times as high. */
function withSharedState(env: Env): Env {
  if (env.GATEWAY_PROCESSES > 1 && env.REDIS_URL === undefined) {
    throw new EnvError(`REDIS_URL is not set. GATEWAY_PROCESSES is ${env.GATEWAY_PROCESSES}, and several processes share their limits through it.`);
  }
  return env;
}

/** With a key alone some providers could not be called: they have no address of their own, or want to know more. */
function withAddresses(env: Env): Env {
  for (const [id, entry] of Object.entries<ProviderEntry>(PROVIDERS)) {
    const { baseUrl, ...fields } = credentialsOf(env, id, entry);
    if (!isSetUp(entry, { ...fields, baseUrl }) && !listsModelsOf(env, id)) continue;
    const { adapter, baseUrlExample } = entry;
    const missing = credentialFieldsOf(entry).find(({ name, isOptional }) => isOptional !== true && fields[name] === undefined);
    if (missing !== undefined) throw new EnvError(`${credentialVariable(id, missing.name)} is not set. ${meaningOf(missing, entry)}`);
    if (baseUrl === undefined && defaultAddressOf(entry, fields) === null)
      throw new EnvError(`${environmentPrefix(id)}_BASE_URL is not set. ${adapter.name} needs it: ${baseUrlExample}`);
  }
  return env;
}

/** Whoever lists the models of a server of their own wants it to be called. */
function listsModelsOf(env: Env, id: string): boolean {
  const list = OWN_MODEL_LISTS.find(({ provider }) => provider === id);
  return list !== undefined && PROVIDERS[list.provider].isOperatorsOwn === true && env[list.variable] !== undefined;
}

function credentialsOf(env: Env, id: string, entry: ProviderEntry): ProviderCredentials {
  const variables = env as Readonly<Record<string, unknown>>;
  const text = (name: string): string | undefined => (typeof variables[name] === 'string' ? variables[name] : undefined);
  const fields = Object.fromEntries(credentialFieldsOf(entry).map(({ name }) => [name, text(credentialVariable(id, name))]));
  const address = text(`${environmentPrefix(id)}_BASE_URL`);
  return { ...fields, baseUrl: address ?? (listsModelsOf(env, id) ? (entry.defaultBaseUrl ?? undefined) : undefined) };
}

/** Keys and addresses of the providers, as the environment names them. */
export function providerSettings(env: Env): ProviderSettings {
  const credentials = Object.fromEntries(Object.entries<ProviderEntry>(PROVIDERS).map(([id, entry]) => [id, credentialsOf(env, id, entry)]));
  return { credentials, sandboxUrl: env.PROVIDER_SANDBOX_URL };
}
