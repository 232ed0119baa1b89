import { objects } from '../json.ts';
import { anthropic } from './anthropic.ts';
import { sse, type Dialect, type ErrorAnswer, type Failing } from './dialect.ts';
import { openaiChat } from './openai-chat.ts';
import { openaiError } from './openai-error.ts';
import { responses } from './responses.ts';

// learn.microsoft.com, "Azure OpenAI in Microsoft Foundry Models REST API reference" and the texts of its gateway.
const GATEWAY_ERRORS = {
  'rate-limit': {
    status: 429,
    code: '429',
    message: 'Requests to the ChatCompletions_Create Operation have exceeded call rate limit. Please retry after 1 second.',
  },
  'invalid-key': {
    status: 401,
    code: '401',
    message: 'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription.',
  },
} as const;

/** The gateway before the models answers for keys and quotas, and has no `type` and no `param`. */
export function azureError(kind: Failing, about: { readonly message?: string } = {}): ErrorAnswer {
  if (kind !== 'rate-limit' && kind !== 'invalid-key') return openaiError(kind, about);
  const { status, ...error } = GATEWAY_ERRORS[kind];
  return { status, headers: kind === 'rate-limit' ? { 'retry-after': '1', 'retry-after-ms': '1000' } : {}, body: { error } };
}

const SAFE = { filtered: false, severity: 'safe' };
const FILTERED = { hate: SAFE, self_harm: SAFE, sexual: SAFE, violence: SAFE };
const PROMPT_RESULTS = [{ prompt_index: 0, content_filter_results: FILTERED }];

/** OpenAI's chat at Azure: the verdicts of the content filter come along, in a stream first in a chunk without choices. */
export const azureChat: Dialect = {
  ...openaiChat,
  async whole(answering) {
    const body = await openaiChat.whole(answering);
    const choices = objects(body['choices']).map((choice) => ({ ...choice, content_filter_results: FILTERED }));
    return { ...body, choices, prompt_filter_results: PROMPT_RESULTS };
  },
  async frames(answering) {
    const prompt = { choices: [], created: 0, id: '', model: '', object: '', prompt_filter_results: PROMPT_RESULTS };
    return [sse(prompt), ...(await openaiChat.frames(answering))];
  },
  error: azureError,
};

/** Claude in Microsoft Foundry. */
export const azureAnthropic: Dialect = {
  ...anthropic,
  error: (kind, about) => (kind === 'invalid-key' ? azureError(kind) : anthropic.error(kind, about)),
};

export const azureResponses: Dialect = { ...responses, error: azureError };
