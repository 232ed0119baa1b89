import { ModelHubError } from '@modelhub/core/errors';
import { removeSecrets } from '../failure.ts';
import { textOf } from './text-of.ts';

/** What an `error` event in mid-stream says. */
export function streamError(error: Readonly<Record<string, unknown>>): ModelHubError {
  const isOverload = error['type'] === 'overloaded_error';
  return new ModelHubError(isOverload ? 'overloaded' : 'provider_error', {
    message: isOverload ? 'Anthropic is overloaded.' : 'Anthropic broke off its answer.',
    detail: removeSecrets(`${textOf(error['type'])} ${textOf(error['message'])}`.trim()),
  });
}
