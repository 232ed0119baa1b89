import type { Endpoint } from '@modelhub/catalog/types';
import type { ProviderConnection } from '../types.ts';
import { regionOf } from './authorization.ts';

/**
 * From which regions an inference profile can be called, by the part of the world that it is for (Amazon Bedrock User Guide, "Supported Regions and models
 * for inference profiles"; the global ones are AWS's own but for those with partitions of their own). Anywhere else it is not known, and a call would fail.
 */
const CALLABLE_FROM: Readonly<Record<string, RegExp>> = {
  global: /^(?!us-gov-|cn-)/,
  us: /^(us|ca)-(?!gov-)/,
  'us-gov': /^us-gov-/,
  ca: /^(us|ca)-(?!gov-)/,
  eu: /^eu-/,
  apac: /^ap-/,
  au: /^ap-southeast-[24]$/,
  jp: /^ap-northeast-[13]$/,
};

/** Whether an endpoint can be called from the region of the credential. What says no region of its own is not judged, and neither is a region that is not known. */
export function isCallableFrom({ region: profile }: Endpoint, connection: ProviderConnection): boolean {
  const callable = profile === null ? undefined : CALLABLE_FROM[profile];
  const region = regionOf(connection);
  return callable === undefined || region === null || callable.test(region);
}
