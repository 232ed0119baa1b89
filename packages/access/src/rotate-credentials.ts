import type pg from 'pg';
import type { CredentialCipher } from './credential-cipher.ts';

interface Row {
  readonly id: string;
  readonly organization_id: string;
  readonly provider: string;
  readonly base_url: string | null;
  readonly ciphertext: Buffer;
  readonly key_version: number;
}

export interface Rotated {
  readonly moved: number;
  readonly unchanged: number;
  /** Ids of those that do not open under any key that was given. They stay as they are. */
  readonly sealed: readonly string[];
}

const SLICE = 200;

/**
 * Seals every credential under the current key of the instance that is still sealed under the one before. Can be stopped and run again at any time:
 * a row is written only while it is what was read.
 */
export async function rotateCredentials(pool: pg.Pool, cipher: CredentialCipher): Promise<Rotated> {
  let moved = 0;
  let unchanged = 0;
  const sealed: string[] = [];
  for (let after = ''; ;) {
    const { rows } = await pool.query<Row>(
      `SELECT id, organization_id, provider, base_url, ciphertext, key_version FROM provider_credentials WHERE id > $1 ORDER BY id LIMIT ${SLICE}`,
      [after],
    );
    for (const row of rows) {
      try {
        const place = { organizationId: row.organization_id, credentialId: row.id, provider: row.provider, baseUrl: row.base_url };
        const next = cipher.rewrap({ ciphertext: row.ciphertext, keyVersion: row.key_version }, place);
        if (next === null) unchanged += 1;
        else moved += await write(pool, row, next);
      } catch {
        sealed.push(row.id);
      }
    }
    const last = rows.at(-1);
    if (last === undefined) return { moved, unchanged, sealed };
    after = last.id;
  }
}

async function write(pool: pg.Pool, row: Row, next: { readonly ciphertext: Uint8Array; readonly keyVersion: number }): Promise<number> {
  const { rowCount } = await pool.query('UPDATE provider_credentials SET ciphertext = $2, key_version = $3 WHERE id = $1 AND ciphertext = $4', [
    row.id,
    next.ciphertext,
    next.keyVersion,
    row.ciphertext,
  ]);
  return rowCount ?? 0;
}
