import type { OwnCredential } from '@modelhub/access/principal';
import { ModelHubError } from '@modelhub/core/errors';
import { readErrorBody, removeSecrets } from '@modelhub/providers/failure';
import type { ProviderAdapter, UpstreamFailure, UpstreamHeaders } from '@modelhub/providers/types';

const WORDS_CHARS_MAX = 300;

/**
 * What a refused request on the customer's own key means. Where it would have been our account's fault it is theirs to mend, so they are told which key
 * it was, and what the provider said about it; everything else is as the adapter says.
 */
export function ownKeyFailure(
  adapter: ProviderAdapter,
  own: OwnCredential,
  answer: { readonly status: number; readonly headers: UpstreamHeaders; readonly body: Buffer },
): UpstreamFailure {
  const failure = adapter.toFailure(answer.status, answer.headers, answer.body);
  const isUnknownModel = answer.status === 404;
  if (failure.blame !== 'credential' && !isUnknownModel) return failure;
  const said = removeSecrets(readErrorBody(answer.body).message).slice(0, WORDS_CHARS_MAX).trim();
  const words = said === '' ? `It answered with status ${answer.status}.` : `It says: ${said}`;
  const { retryAfterMs } = failure;
  const error =
    failure.error.code === 'rate_limit_exceeded'
      ? new ModelHubError('rate_limit_exceeded', {
          message: `${adapter.name} limits your own key ${named(own)}. ${words}`,
          ...(retryAfterMs === null ? {} : { retryAfterMs }),
        })
      : new ModelHubError('provider_key_rejected', {
          message: `${adapter.name} ${isUnknownModel ? 'does not serve this model to' : 'refused'} your own key ${named(own)}. ${words}`,
        });
  return { ...failure, error, blame: 'credential' };
}

/** A key that nothing can be asked with. */
export function unusableKeyFailure(adapter: ProviderAdapter, own: OwnCredential): UpstreamFailure {
  const error = new ModelHubError('provider_key_rejected', {
    message: `Your own key ${named(own)} of ${adapter.name} cannot be used at the moment: replace it under Settings, Provider keys.`,
    detail: `${own.id} does not open, or has no address`,
  });
  return { error, blame: 'credential', retryAfterMs: null, isAccountWide: true };
}

function named({ name, lastFour }: OwnCredential): string {
  return lastFour === '' ? `"${name}"` : `"${name}" (…${lastFour})`;
}
