import { ModelHubError } from '@modelhub/core/errors';
import { removeSecrets } from '../failure.ts';

/** In the words of its server (github.com/ollama/ollama, llm/llama_server.go), which has no codes. */
const TOO_LONG = /exceeds the (available )?context|longer than the context length/i;

export function isTooLong(message: string): boolean {
  return TOO_LONG.test(message);
}

/** What a line of a stream says that is an error. */
export function streamError(message: string): ModelHubError {
  const isBusy = /server busy|maximum pending requests/i.test(message);
  return new ModelHubError(isBusy ? 'overloaded' : 'provider_error', {
    message: isBusy ? 'Ollama is overloaded.' : 'Ollama broke off its answer.',
    detail: removeSecrets(message),
  });
}
