import { isCredentialKey } from '@modelhub/access/credential-cipher';
import { OWN_MODEL_LISTS, readOwnModels, type OwnModelList } from '@modelhub/catalog/own-models';
import { z } from 'zod';

const secret = (what: string, lengthMin: number) => z.string().min(lengthMin, `has to be at least ${lengthMin} characters long`).describe(what);

const credentialKey = z.string().refine(isCredentialKey, 'has to be 32 bytes in base64: openssl rand -base64 32');

const port = z.coerce.number().int().min(1).max(65_535);

type OwnModelVariables = Readonly<Partial<Record<OwnModelList['variable'], string | undefined>>>;

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
  return z.string().superRefine(isReadable).optional().describe(`${list.meaning} The same value on gateway and dashboard.`);
}

const base = z.object({
  NODE_ENV: z.enum(['development', 'production', 'test']).default('production').describe('Set by Next.js itself.'),
  HOST: z.string().default('127.0.0.1').describe('Address to listen on. The local mailbox exists on a loopback address only.'),
  PORT: port.default(3000).describe('Port of the dashboard.'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe log line that is written.'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL. The dashboard works under the role modelhub_app whatever the login is.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis or Valkey, shared by all programs. Absent: everything runs on one machine and PostgreSQL alone.'),
  NEXTAUTH_URL: z.url({ protocol: /^https?$/ }).describe('Public address of the dashboard, as people type it. With https, cookies are sent over https only.'),
  NEXTAUTH_SECRET: secret('Encrypts session cookies. At least 32 characters; changing it signs everybody out.', 32),
  API_KEY_PEPPER: secret('Key of the HMAC under which API keys are stored. The same value on gateway and dashboard; changing it invalidates every key.', 16),
  CREDENTIALS_KEY: credentialKey
    .optional()
    .describe(
      'Key under which the provider keys of customers are stored: 32 bytes in base64. The same value on gateway and dashboard. Absent: none can be added.',
    ),
  CREDENTIALS_KEY_PREVIOUS: credentialKey
    .optional()
    .describe('The CREDENTIALS_KEY before, until pnpm credentials:rotate has written every provider key under the new one.'),
  CUSTOM_BASE_URL_PRIVATE_ALLOWED: z
    .enum(['true', 'false'])
    .default('false')
    .describe('Lets customers name addresses of a private network, and http. Only where all customers are yours. The same value on gateway and dashboard.'),
  GATEWAY_PUBLIC_URL: z.url({ protocol: /^https?$/ }).describe('Address of the gateway as customers reach it, shown in every code sample.'),
  TRUSTED_PROXY_HOPS: z.coerce
    .number()
    .int()
    .min(0)
    .max(10)
    .default(0)
    .describe('How many reverse proxies of yours stand in front. 0: x-forwarded-for is ignored and the peer is the client.'),
  GITHUB_CLIENT_ID: z.string().optional().describe('OAuth app for “Continue with GitHub”. Needs GITHUB_CLIENT_SECRET.'),
  GITHUB_CLIENT_SECRET: z.string().optional().describe('Secret of the GitHub OAuth app.'),
  GOOGLE_CLIENT_ID: z.string().optional().describe('OAuth client for “Continue with Google”. Needs GOOGLE_CLIENT_SECRET.'),
  GOOGLE_CLIENT_SECRET: z.string().optional().describe('Secret of the Google OAuth client.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server, used by the worker. Absent: mail is written as .eml files to MAIL_DIR.'),
  MAIL_DIR: z.string().optional().describe('Folder of the .eml files where there is no SMTP_URL. The dashboard shows it at /mailbox on a loopback address.'),
  STRIPE_SECRET_KEY: z.string().optional().describe('Stripe API key. Absent: billing pages say that billing is not set up.'),
  STRIPE_WEBHOOK_SECRET: z.string().optional().describe('Signing secret of the Stripe webhook. Required with STRIPE_SECRET_KEY.'),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another address of the Stripe API: the stand-in of the embedded product and of tests.'),
  ...ownModelVariables,
});

function pairs(env: z.infer<typeof base>, context: z.RefinementCtx): void {
  const missing = (name: string, because: string) => context.addIssue({ code: 'custom', path: [name], message: `has to be set because ${because} is` });
  if (env.STRIPE_SECRET_KEY !== undefined && env.STRIPE_WEBHOOK_SECRET === undefined) {
    missing('STRIPE_WEBHOOK_SECRET', 'STRIPE_SECRET_KEY');
  }
  if (env.GITHUB_CLIENT_ID !== undefined && env.GITHUB_CLIENT_SECRET === undefined) missing('GITHUB_CLIENT_SECRET', 'GITHUB_CLIENT_ID');
  if (env.GOOGLE_CLIENT_ID !== undefined && env.GOOGLE_CLIENT_SECRET === undefined) missing('GOOGLE_CLIENT_SECRET', 'GOOGLE_CLIENT_ID');
}

/** Every variable that the dashboard reads. */
export const envSchema = base.superRefine(pairs);

export type Env = z.infer<typeof envSchema>;

/** An environment that the dashboard cannot run with; the message is one sentence that names the variable. */
export class EnvError extends Error {
  override readonly name = 'EnvError';
}

/** Reads and checks the environment. An empty string counts as absent. Throws an `EnvError` that names the first bad variable. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = envSchema.safeParse(present);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const name = String(issue?.path[0] ?? 'The environment');
  const reason = present[name] === undefined && issue?.code !== 'custom' ? 'is not set' : (issue?.message ?? 'is not usable');
  throw new EnvError(`${name} ${reason}. ${describe(name)}`.trim());
}

/** The lists of an operator's own models, for the catalog, which is read before the rest of the environment is needed: while pages are built there is none. */
export function ownModelLists(source: Readonly<Record<string, string | undefined>> = process.env): OwnModelVariables {
  return Object.fromEntries(OWN_MODEL_LISTS.map(({ variable }) => [variable, source[variable] === '' ? undefined : source[variable]]));
}

function describe(name: string): string {
  return name in base.shape ? (base.shape[name as keyof typeof base.shape].description ?? '') : '';
}
