import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. */
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const PASSWORD_LENGTH_MIN = 10;
/** Longer ones only cost time; nobody types them. */
export const PASSWORD_LENGTH_MAX = 200;

export function hashPassword(password: string): Promise<string> {
  return hash(password, OPTIONS);
}

/** Takes as long for an account without a password as for a wrong one, so that neither can be told from the other. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  const isRight = await verify(stored ?? (await decoy()), password).catch(() => false);
  return stored !== null && isRight;
}

let decoyHash: Promise<string> | undefined;

function decoy(): Promise<string> {
  return (decoyHash ??= hashPassword('no account has this password'));
}
