import type { ErrorCode } from '@modelhub/core/errors';

export interface ErrorDoc {
  /** What happened, as a sentence. */
  readonly happened: string;
  /** Common causes. */
  readonly causes: readonly string[];
  /** What to do, in the order to try. */
  readonly remedy: readonly string[];
}

const fixRequest = 'Correct the request; sending the same one again gives the same answer.';
const retryLater = 'Try again after a short pause that grows. The official SDKs do that by themselves.';

/** One page for each code that the gateway can answer with. */
export const ERROR_DOCS: Readonly<Record<ErrorCode, ErrorDoc>> = {
  invalid_request_error: {
    happened: 'The request cannot be understood as a whole.',
    causes: ['The body is empty or is not a JSON object.', 'Fields contradict each other.'],
    remedy: ['Read the message: it names the field.', fixRequest],
  },
  invalid_json: {
    happened: 'The body is not valid JSON in UTF-8.',
    causes: ['A comma or a quote is missing.', 'The body was cut off on its way.', 'It is nested too deeply.'],
    remedy: ['Build the body with a JSON library instead of by hand.', 'Check that the whole body is sent and that its encoding is UTF-8.'],
  },
  missing_required_parameter: {
    happened: 'A field that is needed is not there.',
    causes: ['`model` or `messages` is missing.', 'The field is there, but spelled differently.'],
    remedy: ['`param` in the answer names the field: add it.'],
  },
  invalid_value: {
    happened: 'A field has a value that is not allowed.',
    causes: ['A number is out of its range.', 'A string stands where a list is expected.', 'The role of a message is unknown.'],
    remedy: ['`param` in the answer names the field, and the message says what it may be.'],
  },
  unsupported_parameter: {
    happened: 'No place where this model runs understands one of the parameters.',
    causes: ['The model has no tool calls, no JSON schema or no such sampling option.', 'The parameter belongs to another provider.'],
    remedy: ['Leave the parameter out.', 'Or choose a model that lists it: every model page shows its parameters.'],
  },
  context_length_exceeded: {
    happened: 'Prompt and answer together do not fit into the model.',
    causes: ['The conversation has grown too long.', '`max_tokens` asks for more than is left.'],
    remedy: ['Shorten or summarize older messages.', 'Lower `max_tokens`.', 'Choose a model with a larger context.'],
  },
  content_policy_violation: {
    happened: 'The provider refused the content.',
    causes: ['The prompt or an image breaks the provider’s rules of use.'],
    remedy: ['Change the content. Another provider may have other rules, but we do not send refused content on by ourselves.'],
  },
  invalid_api_key: {
    happened: 'The key is missing, unknown, revoked or expired.',
    causes: [
      'The header `Authorization: Bearer mh_live_...` is missing.',
      'A provider’s key was sent instead of ours.',
      'The key was revoked less than a second ago, or long ago.',
    ],
    remedy: ['Compare the first twelve characters with the list on the Keys page.', 'Create a new key there if it is gone: a key is shown only once.'],
  },
  insufficient_quota: {
    happened: 'The organization has no money left to spend.',
    causes: ['The prepaid credit is used up.', 'The spending cap of the organization is reached.'],
    remedy: ['Add credit or a card on the Billing page.', 'Do not retry: the SDKs are told not to.'],
  },
  budget_exceeded: {
    happened: 'A budget that somebody in your organization set is reached.',
    causes: ['The budget of the key, member, project or organization is spent for this window.'],
    remedy: ['The message says which budget it is and when it starts again.', 'An admin can raise it on the Keys or Settings page.'],
  },
  permission_denied: {
    happened: 'This key may not do that.',
    causes: ['The action needs a role that the key’s owner does not have.'],
    remedy: ['Use a key of somebody who may, or ask an admin for the role.'],
  },
  model_not_allowed: {
    happened: 'The key is limited to other models.',
    causes: ['The key was created with a list of models, and this one is not on it.'],
    remedy: ['Use a model from the list, or add this one to the key on the Keys page.'],
  },
  ip_not_allowed: {
    happened: 'The request came from an address that is not on the key’s list.',
    causes: ['The server has a new address.', 'A proxy stands between.'],
    remedy: ['Add the address to the key, or send from one that is on the list.'],
  },
  provider_key_rejected: {
    happened: 'The provider refused the key of yours that the request ran on.',
    causes: [
      'The key was revoked at the provider, or has expired.',
      'Your account there has no money left, or may not use this model.',
      'The key cannot be opened any more, because the installation lost what it was sealed with.',
    ],
    remedy: [
      'The message has the provider’s own words. Test the key under Settings, Provider keys, and replace it there.',
      'Let the key fall back to ModelHub’s keys if requests should rather be billed at list price than fail.',
    ],
  },
  organization_suspended: {
    happened: 'The organization is suspended and serves no requests.',
    causes: ['An invoice stayed unpaid past its grace period.'],
    remedy: ['Pay the open invoice on the Billing page. Keys work again as soon as the payment arrives.'],
  },
  model_not_found: {
    happened: 'There is no model of that name here.',
    causes: ['A typing error.', 'The lab is missing: `openai/gpt-4o`, although most short names work too.', 'The model is no longer offered.'],
    remedy: ['The message lists the nearest names.', '`GET /v1/models` and the catalog list all of them.'],
  },
  not_found: {
    happened: 'There is nothing under that id.',
    causes: ['The id is wrong.', 'It belongs to another organization: we do not say so, on purpose.'],
    remedy: ['Check the id and the key.'],
  },
  unsupported_endpoint: {
    happened: 'This path of OpenAI’s API is not served here.',
    causes: ['The path belongs to a feature that we do not have, such as fine-tuning.', '`/v1` is missing or doubled in the base URL.'],
    remedy: ['Check that the base URL ends with one `/v1`.', 'Send this one request to the provider directly.'],
  },
  method_not_allowed: {
    happened: 'The path exists, but not with this method.',
    causes: ['GET was used where POST is needed.'],
    remedy: ['The `allow` header of the answer lists the methods.'],
  },
  request_timeout: {
    happened: 'Your request did not arrive in time.',
    causes: ['The connection is slow or was paused while the body was being sent.'],
    remedy: [retryLater],
  },
  request_too_large: {
    happened: 'The body is too large.',
    causes: ['Large images or files are inside the body as base64.'],
    remedy: ['Send images and files by URL, or make them smaller.'],
  },
  unsupported_media_type: {
    happened: 'The body is of a kind that this path does not take.',
    causes: ['The header `Content-Type: application/json` is missing.'],
    remedy: ['Set the header.'],
  },
  unprocessable: {
    happened: 'The request is well formed, but the provider cannot work with it.',
    causes: ['An image cannot be read.', 'A JSON schema uses something that the provider does not know.'],
    remedy: ['Read the message: it says what the provider could not use.', fixRequest],
  },
  rate_limit_exceeded: {
    happened: 'Too many requests or tokens in this minute, or too many at once.',
    causes: ['A limit of the key or the organization is reached.', 'The provider is at its limit, and no other place is free.'],
    remedy: [
      'Wait for as long as the `retry-after` header says; the SDKs do.',
      'The headers `x-ratelimit-*` show what is left before it happens.',
      'Raise the limit of the key.',
    ],
  },
  request_cancelled: {
    happened: 'The client hung up before the answer was complete.',
    causes: ['A timeout of the client.', 'A user who pressed stop.'],
    remedy: ['Nobody receives this code; it stands in the log. What had been sent is charged.'],
  },
  internal_error: {
    happened: 'Something broke on our side.',
    causes: ['A fault of ours. It is recorded under the request id.'],
    remedy: [retryLater, 'If it stays, send us the `x-request-id` of the answer.'],
  },
  provider_error: {
    happened: 'The provider answered with an error, and so did every other place that was tried.',
    causes: ['A fault of the provider.'],
    remedy: [retryLater, 'The message names what was tried. Name a second model in `models` to have something to fall back on.'],
  },
  provider_unavailable: {
    happened: 'No place where this model runs can be reached.',
    causes: ['The provider is down.', 'Your routing fields leave no place over.'],
    remedy: [retryLater, 'Look at the status page.', 'Allow more providers or name a second model.'],
  },
  timeout: {
    happened: 'The provider did not answer in time.',
    causes: ['A very long answer without streaming.', 'The provider is slow at the moment.'],
    remedy: ['Stream: the first token then counts, not the last.', retryLater],
  },
  overloaded: {
    happened: 'The provider, or this gateway, has more work than it can do.',
    causes: ['A peak of traffic.'],
    remedy: [retryLater],
  },
};
