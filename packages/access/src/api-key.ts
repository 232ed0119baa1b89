import { createHmac, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const PREFIX = 'mh_live_';
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const SECRET_LENGTH = 30;
const CHECKSUM_LENGTH = 6;
const SHAPE = new RegExp(`^${PREFIX}[0-9A-Za-z]{${SECRET_LENGTH + CHECKSUM_LENGTH}}$`);
const SHOWN_PREFIX_LENGTH = 12;

/**
 * A new key: `mh_live_`, 30 random base62 characters (178 bits), and a CRC-32 of these in base62. The checksum tells a mistyped or
 * made-up key from a real one without asking anybody.
 */
export function generateApiKey(): string {
  let secret = '';
  while (secret.length < SECRET_LENGTH) {
    for (const byte of randomBytes(SECRET_LENGTH * 2)) {
      // 248 is the largest multiple of 62 in a byte: anything above would favour the first characters.
      if (byte < 248 && secret.length < SECRET_LENGTH) secret += ALPHABET[byte % 62];
    }
  }
  return PREFIX + secret + checksum(secret);
}

/** True for text that has the shape and the checksum of a key; says nothing about whether the key exists. */
export function isWellFormedApiKey(text: string): boolean {
  if (!SHAPE.test(text)) return false;
  const secret = text.slice(PREFIX.length, PREFIX.length + SECRET_LENGTH);
  return text.slice(-CHECKSUM_LENGTH) === checksum(secret);
}

/** What the database keeps instead of the key: HMAC-SHA-256 under the pepper, in hex. */
export function hashApiKey(key: string, pepper: string): string {
  return createHmac('sha256', pepper).update(key).digest('hex');
}

/** The parts of a key that may be shown again: `mh_live_aB3d…9xYz`. */
export function apiKeyParts(key: string): { readonly prefix: string; readonly lastFour: string } {
  return { prefix: key.slice(0, SHOWN_PREFIX_LENGTH), lastFour: key.slice(-4) };
}

export function maskedApiKey(parts: { readonly prefix: string; readonly lastFour: string }): string {
  return `${parts.prefix}…${parts.lastFour}`;
}

function checksum(secret: string): string {
  let value = crc32(secret);
  let text = '';
  for (let i = 0; i < CHECKSUM_LENGTH; i += 1) {
    text = ALPHABET.charAt(value % 62) + text;
    value = Math.floor(value / 62);
  }
  return text;
}
