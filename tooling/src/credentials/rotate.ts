import { CredentialCipher } from '@modelhub/access/credential-cipher';
import { rotateCredentials } from '@modelhub/access/rotate-credentials';
import pg from 'pg';
import { readEnv } from './env.ts';

// `pnpm run credentials:rotate`: the keys of customers under a new key of the instance (docs/how-to/provider-keys.md)
const env = readEnv();
const pool = new pg.Pool({ connectionString: env.DATABASE_URL, max: 2 });
try {
  const cipher = new CredentialCipher({ current: env.CREDENTIALS_KEY, previous: env.CREDENTIALS_KEY_PREVIOUS });
  const { moved, unchanged, sealed } = await rotateCredentials(pool, cipher);
  console.log(`${moved} provider keys are under the new key now, ${unchanged} were before.`);
  if (sealed.length > 0) {
    console.error(`${sealed.length} open under neither key and were left alone: ${sealed.join(', ')}`);
    process.exitCode = 1;
  }
} finally {
  await pool.end();
}
