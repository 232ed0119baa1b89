import { createPrivateKey, createSign, type KeyObject } from 'node:crypto';

/** Where service accounts are exchanged for tokens. The address in an account's own JSON is not used: it may be anybody's who wrote it. */
export const TOKEN_URL = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/cloud-platform';
/** An hour is the most that Google takes. */
const LIFETIME_SECONDS = 3_600;

export interface ServiceAccount {
  readonly clientEmail: string;
  readonly privateKey: KeyObject;
  readonly privateKeyId: string | null;
  /** The project that it belongs to. */
  readonly projectId: string | null;
}

/**
 * A service account out of its JSON (cloud.google.com, "Service account keys"). Null for a text that is no JSON, such as a token or an API key. Throws a
 * RangeError where it is one that cannot sign; the message holds nothing of it.
 */
export function parseServiceAccount(text: string): ServiceAccount | null {
  if (!text.trimStart().startsWith('{')) return null;
  let fields: Readonly<Record<string, unknown>>;
  try {
    fields = JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    throw new RangeError('The service account is not JSON.');
  }
  const { type, client_email: clientEmail, private_key: privateKey, private_key_id: privateKeyId, project_id: projectId } = fields;
  if (type !== 'service_account') throw new RangeError('The JSON is none of a service account: its type has to be service_account.');
  if (typeof clientEmail !== 'string' || typeof privateKey !== 'string') throw new RangeError('The service account has no client_email or no private_key.');
  return {
    clientEmail,
    privateKey: keyOf(privateKey),
    privateKeyId: typeof privateKeyId === 'string' ? privateKeyId : null,
    projectId: typeof projectId === 'string' ? projectId : null,
  };
}

function keyOf(pem: string): KeyObject {
  let key: KeyObject | null;
  try {
    key = createPrivateKey(pem);
  } catch {
    key = null;
  }
  if (key?.asymmetricKeyType !== 'rsa') throw new RangeError('The private_key of the service account is no RSA key.');
  return key;
}

/**
 * The signed statement of who we are, as the form that asks for a token (developers.google.com, "Using OAuth 2.0 for Server to Server Applications"; RFC
 * 7523).
 */
export function tokenRequest(
  account: ServiceAccount,
  { nowSeconds, audience = TOKEN_URL }: { readonly nowSeconds: number; readonly audience?: string },
): string {
  const header = { alg: 'RS256', typ: 'JWT', ...(account.privateKeyId === null ? {} : { kid: account.privateKeyId }) };
  const claims = { iss: account.clientEmail, scope: SCOPE, aud: audience, iat: nowSeconds, exp: nowSeconds + LIFETIME_SECONDS };
  const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = createSign('RSA-SHA256').update(signed).sign(account.privateKey).toString('base64url');
  return new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: `${signed}.${signature}` }).toString();
}

export interface AccessToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

/** The token in an answer; null where there is none. */
export function readAccessToken(body: string): AccessToken | null {
  try {
    const { access_token: token, expires_in: lifetimeSeconds } = JSON.parse(body) as Readonly<Record<string, unknown>>;
    if (typeof token !== 'string' || token === '' || typeof lifetimeSeconds !== 'number' || !(lifetimeSeconds > 0)) return null;
    return { token, lifetimeSeconds };
  } catch {
    return null;
  }
}
