/** Why an endpoint was left out, for people. */
const WORDS: Readonly<Record<string, string>> = {
  model_not_allowed: 'the key may not use the model',
  provider_not_allowed: 'the key may not use its provider',
  organization_model_not_allowed: 'the organization may not use the model',
  organization_provider_not_allowed: 'the organization may not use its provider',
  provider_not_configured: 'its provider is not set up',
  surface_not_supported: 'it does not serve this kind of request',
  endpoint_not_reachable: 'it cannot be called with the credential that is set up',
  endpoint_disabled: 'it is switched off',
  provider_not_selected: 'its provider is not among those that may serve',
  provider_ignored: 'its provider is left out',
  data_may_be_collected: 'it may train on what it is sent, or does not say',
  data_may_be_kept: 'it keeps what it is sent, or does not say',
  quantization_not_selected: 'its precision is another one, or not stated',
  region_not_selected: 'it does not run in the region, or in none of its own',
  unsupported_parameter: 'it lacks a parameter that is required',
  context_too_long: 'the prompt is longer than its context',
  too_expensive: 'it costs more than the limit',
  fallback_too_expensive: 'it costs too much for a fallback',
};

/** A constraint that is not here is shown by its name. */
export function exclusionWords(exclusion: string): string {
  return WORDS[exclusion] ?? exclusion.replaceAll('_', ' ');
}
