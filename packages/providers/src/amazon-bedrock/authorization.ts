import { ModelHubError } from '@modelhub/core/errors';
import type { ProviderConnection } from '../types.ts';
import { signatureHeaders } from './signature.ts';

interface Call {
  /** As the adapter appends it to the base URL. */
  readonly path: string;
  readonly body: Buffer;
  readonly at: Date;
}

const CONTENT_TYPE = 'application/json';
/** `bedrock-runtime.eu-west-1.amazonaws.com`, `bedrock-runtime-fips.us-east-1.amazonaws.com`, and names of VPC endpoints. */
const REGION_OF_HOST = /(?:^|\.)bedrock-runtime(?:-fips)?\.([a-z]{2}(?:-[a-z]+)+-\d)\./;

/**
 * Headers of a call: signed with an access key where there is one, else with an API key of Bedrock as it is (Amazon Bedrock User Guide, "API keys").
 */
export function authorization(connection: ProviderConnection, { path, body, at }: Call): string[] {
  const { baseUrl, apiKey, extra = {} } = connection;
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = extra;
  if (accessKeyId === '' && apiKey !== '') return ['content-type', CONTENT_TYPE, 'authorization', `Bearer ${apiKey}`];
  if (accessKeyId === '' || secretAccessKey === '') throw notSetUp('half of an access key is missing');
  const region = regionOf(connection);
  if (region === null) throw notSetUp('no region');
  const { host, pathname } = new URL(baseUrl);
  const headers = { 'content-type': CONTENT_TYPE };
  const signed = signatureHeaders(
    { method: 'POST', host, path: (pathname === '/' ? '' : pathname) + path, headers, body },
    {
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === '' ? {} : { sessionToken }) },
      region,
      service: 'bedrock',
      at,
    },
  );
  return Object.entries({ ...headers, ...signed }).flat();
}

/** Where a connection leads: what the credential says, or the name of the host. Null where neither tells. */
export function regionOf({ baseUrl, extra }: ProviderConnection): string | null {
  const region = extra?.['region'] ?? '';
  return region === '' ? (REGION_OF_HOST.exec(new URL(baseUrl).host)?.[1] ?? null) : region;
}

function notSetUp(detail: string): ModelHubError {
  return new ModelHubError('provider_error', { message: 'Amazon Bedrock is not set up completely.', detail });
}
