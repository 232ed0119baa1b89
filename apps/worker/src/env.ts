import os from 'node:os';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);

/** Every variable that the worker reads. docs/configuration.md is generated from the descriptions. */
export const envSchema = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address to listen on for health checks and metrics.'),
  WORKER_PORT: port.default(9465).describe('Port of /healthz, /readyz and /metrics of the worker.'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('Least severe log line that is written.'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).describe('PostgreSQL. The worker works under the role modelhub_worker whatever the login is.'),
  REDIS_URL: z
    .url({ protocol: /^rediss?$/ })
    .optional()
    .describe('Redis or Valkey for the queues. Absent: the queues live in PostgreSQL.'),
  JOURNAL_DIR: z.string().describe('Folder in which the gateways of this machine keep their usage journals; the worker ships them into the ledger.'),
  WORKER_ID: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, 'has to be up to 63 letters, digits, dots, dashes and underscores')
    .default(
      () =>
        os
          .hostname()
          .replaceAll(/[^A-Za-z0-9._-]/g, '-')
          .slice(0, 63) || 'worker',
    )
    .describe('Name of this worker, unique among machines; the host name by default. Work on its own disk is queued under it.'),
  DECISIONS_KEPT_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .max(3_650)
    .default(30)
    .describe('Days for which it is kept why each request went where it went. What requests cost is kept forever.'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/ })
    .optional()
    .describe('Mail server, with login if it needs one: smtp://user:password@host:587. Absent: mail becomes .eml files in MAIL_DIR.'),
  MAIL_DIR: z.string().default('.modelhub/mail').describe('Folder of the .eml files where there is no SMTP_URL.'),
  MAIL_FROM: z.string().default('ModelHub <no-reply@localhost>').describe('Sender of every mail.'),
  STRIPE_SECRET_KEY: z.string().optional().describe('Stripe API key. Absent: nothing is sent to Stripe.'),
  STRIPE_API_BASE: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Another address of the Stripe API: the stand-in of the embedded product and of tests.'),
});

export type Env = z.infer<typeof envSchema>;

/** An environment that the worker cannot run with; the message is one sentence that names the variable. */
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
  const reason = present[name] === undefined ? 'is not set' : (issue?.message ?? 'is not usable');
  const field = name in envSchema.shape ? envSchema.shape[name as keyof typeof envSchema.shape] : undefined;
  throw new EnvError(`${name} ${reason}. ${field?.description ?? ''}`.trim());
}
