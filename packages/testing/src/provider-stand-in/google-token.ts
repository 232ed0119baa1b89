import { object, parsed, type Json } from './json.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const LIFETIME_S = 3_599;

/**
 * Google's token endpoint for service accounts (developers.google.com, "Using OAuth 2.0 for Server to Server Applications"): a `token_uri` of
 * `<url>/token` leads here. Signatures are not checked, since the stand-in knows no account; claims are.
 */
export function googleToken(form: URLSearchParams): { readonly status: number; readonly body: Json } {
  if (form.get('grant_type') !== GRANT) return refused('unsupported_grant_type', 'Invalid grant_type.');
  const [header, claims, signature] = (form.get('assertion') ?? '').split('.');
  if (header === undefined || claims === undefined || (signature ?? '') === '') return refused('invalid_grant', 'Bad JWT.');
  const { alg } = decoded(header);
  const { iss, scope, iat, exp } = decoded(claims);
  const nowS = Date.now() / 1_000;
  if (alg !== 'RS256' || typeof iss !== 'string' || typeof scope !== 'string') return refused('invalid_grant', 'Invalid JWT: a claim is missing.');
  const isTimely = typeof iat === 'number' && typeof exp === 'number' && exp > nowS && exp - iat <= 3_600;
  if (!isTimely) return refused('invalid_grant', 'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.');
  return { status: 200, body: { access_token: `ya29.${Buffer.from(iss).toString('base64url')}`, expires_in: LIFETIME_S, token_type: 'Bearer' } };
}

function decoded(part: string): Json {
  return object(parsed(Buffer.from(part, 'base64url').toString()));
}

function refused(error: string, description: string): { readonly status: number; readonly body: Json } {
  return { status: 400, body: { error, error_description: description } };
}
