import { unsupported } from '../anthropic/unsupported.ts';
import type { ProviderConnection } from '../types.ts';
import { regionOf } from './authorization.ts';

/**
 * From which regions an inference profile can be called, by what its name begins with (Amazon Bedrock User Guide, "Supported Regions and models for
 * inference profiles"). A profile of another part of the world is not known there: the call would fail, and another endpoint of the model has a chance.
 */
const CALLABLE_FROM: Readonly<Record<string, RegExp>> = {
  us: /^(us|ca)-(?!gov-)/,
  'us-gov': /^us-gov-/,
  ca: /^(us|ca)-(?!gov-)/,
  eu: /^eu-/,
  apac: /^ap-/,
  au: /^ap-southeast-[24]$/,
  jp: /^ap-northeast-[13]$/,
};

/** Throws `unsupported_parameter` for `model` where the connection's region cannot call the profile. A region that is not known is not judged. */
export function refuseForeignProfile(upstreamModel: string, connection: ProviderConnection): void {
  const region = regionOf(connection);
  const callable = CALLABLE_FROM[/^([a-z-]+)\./.exec(upstreamModel)?.[1] ?? ''];
  if (region !== null && callable !== undefined && !callable.test(region)) throw unsupported('model', `This model cannot be called from ${region}.`);
}
