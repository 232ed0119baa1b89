import { createHmac, hash } from 'node:crypto';

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials. */
  readonly sessionToken?: string;
}

/** What is signed. The path has no query, and stands there as it is sent. */
export interface UnsignedRequest {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  /** By lower-case names; `host` and the headers of the signature come by themselves. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface SigningScope {
  readonly credentials: AwsCredentials;
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers that prove a request to AWS: `x-amz-date`, `x-amz-security-token` where the credentials have one, and `authorization`
 * (AWS Identity and Access Management User Guide, "AWS Signature Version 4 for API requests").
 */
export function signatureHeaders(request: UnsignedRequest, { credentials, region, service, at }: SigningScope): Record<string, string> {
  const time = `${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const date = time.slice(0, 8);
  const added = { 'x-amz-date': time, ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }) };
  const headers = Object.entries({ ...request.headers, ...added, host: request.host }).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    request.method,
    canonicalPath(request.path),
    '',
    ...headers.map(([name, value]) => `${name}:${value.trim().replaceAll(/ {2,}/g, ' ')}`),
    '',
    names,
    hash('sha256', request.body),
  ].join('\n');
  const scope = `${date}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, time, scope, hash('sha256', canonical)].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<Buffer | string>((secret, part) => hmac(secret, part), `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString('hex');
  return { ...added, authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}` };
}

/** Letters, digits and `-_.~` stay; everything else is escaped, also what `encodeURIComponent` leaves alone. */
export function escapeSegment(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Every service but S3 signs the path escaped once more than it is sent: `%3A` becomes `%253A`. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(escapeSegment(segment));
  }
  const joined = `/${segments.join('/')}`;
  return path.endsWith('/') && joined !== '/' ? `${joined}/` : joined;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text, 'utf8').digest();
}
