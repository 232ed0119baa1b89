import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';

/** Where a credential belongs. All of it is sealed in: a row that is copied to another tenant, provider or address does not open there. */
export interface CredentialPlace {
  readonly organizationId: string;
  readonly credentialId: string;
  readonly provider: string;
  readonly baseUrl: string | null;
}

export interface SealedCredential {
  readonly ciphertext: Uint8Array;
  /** Says which of the instance's keys it is sealed under. */
  readonly keyVersion: number;
}

/** The fields of a provider's credential: `{ apiKey }`, or what else the provider asks for. */
export type CredentialValues = Readonly<Record<string, string>>;

/** The key that a credential is sealed under is not here, or the row was tampered with. */
export class SealedCredentialError extends Error {
  override readonly name = 'SealedCredentialError';
}

export interface CredentialKeys {
  /** 32 bytes in base64. */
  readonly current: string;
  /** The one before: credentials that are sealed under it can be read, and are sealed under the current one when they are next written. */
  readonly previous?: string | undefined;
}

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Nonce, tag, ciphertext. */
const BOX_OVERHEAD = NONCE_BYTES + TAG_BYTES;
const WRAPPED_END = 1 + BOX_OVERHEAD + KEY_BYTES;

/** Whether a text is 32 bytes in base64, of either alphabet. */
export function isCredentialKey(text: string): boolean {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) && Buffer.from(text, 'base64').length === KEY_BYTES;
}

/**
 * Envelope encryption, AES-256-GCM twice: the values under a key made for them alone, and that key under the instance's, so that a new key of the
 * instance means 60 bytes to write anew for each credential. Layout: format byte, wrapped key, values.
 */
export class CredentialCipher {
  readonly #keys = new Map<number, Buffer>();
  readonly #currentVersion: number;

  /** Throws a RangeError for what is no key. */
  constructor({ current, previous }: CredentialKeys) {
    for (const text of previous === undefined ? [current] : [previous, current]) {
      if (!isCredentialKey(text)) throw new RangeError('a credential key has to be 32 bytes in base64');
      const key = Buffer.from(text, 'base64');
      this.#keys.set(versionOf(key), key);
    }
    this.#currentVersion = versionOf(Buffer.from(current, 'base64'));
  }

  seal(values: CredentialValues, place: CredentialPlace): SealedCredential {
    const dataKey = randomBytes(KEY_BYTES);
    const bound = additionalData(place);
    const wrapped = encrypt(dataKey, { key: this.#current(), bound });
    const box = encrypt(Buffer.from(JSON.stringify(values), 'utf8'), { key: dataKey, bound });
    return { ciphertext: Buffer.concat([Buffer.of(FORMAT), wrapped, box]), keyVersion: this.#currentVersion };
  }

  /** Throws a `SealedCredentialError`. */
  open(sealed: SealedCredential, place: CredentialPlace): CredentialValues {
    const bound = additionalData(place);
    const dataKey = this.#unwrap(sealed, bound);
    return JSON.parse(decrypt(Buffer.from(sealed.ciphertext).subarray(WRAPPED_END), { key: dataKey, bound }).toString('utf8')) as CredentialValues;
  }

  /** The same credential under the current key; null where it is already. Throws a `SealedCredentialError`. */
  rewrap(sealed: SealedCredential, place: CredentialPlace): SealedCredential | null {
    if (sealed.keyVersion === this.#currentVersion) return null;
    const bound = additionalData(place);
    const wrapped = encrypt(this.#unwrap(sealed, bound), { key: this.#current(), bound });
    const values = Buffer.from(sealed.ciphertext).subarray(WRAPPED_END);
    return { ciphertext: Buffer.concat([Buffer.of(FORMAT), wrapped, values]), keyVersion: this.#currentVersion };
  }

  #unwrap({ ciphertext, keyVersion }: SealedCredential, bound: Buffer): Buffer {
    const key = this.#keys.get(keyVersion);
    if (key === undefined) throw new SealedCredentialError('the credential is sealed under a key that this instance does not have');
    if (ciphertext[0] !== FORMAT || ciphertext.length < WRAPPED_END + BOX_OVERHEAD) throw new SealedCredentialError('this is no sealed credential');
    return decrypt(Buffer.from(ciphertext).subarray(1, WRAPPED_END), { key, bound });
  }

  #current(): Buffer {
    return this.#keys.get(this.#currentVersion) as Buffer;
  }
}

/** 31 bits of the key's SHA-256: nobody has to number keys, and a key says itself whether it fits. Nothing of the key can be learned from it. */
function versionOf(key: Buffer): number {
  return hash('sha256', key, 'buffer').readUInt32BE(0) >>> 1;
}

/** JSON keeps the parts apart, whatever they hold. */
function additionalData({ organizationId, credentialId, provider, baseUrl }: CredentialPlace): Buffer {
  return Buffer.from(JSON.stringify(['modelhub credential', organizationId, credentialId, provider, baseUrl]), 'utf8');
}

interface BoxKey {
  readonly key: Buffer;
  readonly bound: Buffer;
}

function encrypt(plain: Buffer, { key, bound }: BoxKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES }).setAAD(bound);
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

function decrypt(box: Buffer, { key, bound }: BoxKey): Buffer {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, box.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES })
      .setAAD(bound)
      .setAuthTag(box.subarray(NONCE_BYTES, BOX_OVERHEAD));
    return Buffer.concat([decipher.update(box.subarray(BOX_OVERHEAD)), decipher.final()]);
  } catch (cause) {
    throw new SealedCredentialError('the credential does not open: it belongs elsewhere, or was changed', { cause });
  }
}
