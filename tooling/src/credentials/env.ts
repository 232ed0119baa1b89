import { isCredentialKey } from '@modelhub/access/credential-cipher';
import { z } from 'zod';

const key = z.string().refine(isCredentialKey, 'has to be 32 bytes in base64');

const envSchema = z.object({
  /** With a login that may write every tenant's rows: the owner of the tables. */
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  CREDENTIALS_KEY: key,
  CREDENTIALS_KEY_PREVIOUS: key,
});

/** Throws a ZodError that names what is missing. */
export function readEnv(): z.infer<typeof envSchema> {
  return envSchema.parse(process.env);
}
