import type { Endpoint } from '@modelhub/catalog/types';
import { unsupported } from '../dialect/refusal.ts';
import { fieldsOf } from '../openai/tell-choice.ts';
import type { ChatRequest, UpstreamRequestInput } from '../types.ts';
import { answerForm } from './answer-form.ts';
import { translateMessages } from './contents.ts';
import { generationConfig } from './generation-config.ts';
import { traitsOf } from './model-traits.ts';
import { translateTools } from './tools.ts';
import { NATIVE_FIELDS, refuseUnsupported } from './unsupported.ts';

/** A chat completion as the body of `generateContent`, without the tier, which the APIs take in different places. */
export function generateContentBody({ request, endpoint }: Pick<UpstreamRequestInput, 'request' | 'endpoint'>): Readonly<Record<string, unknown>> {
  refuseUnsupported(request);
  const answer = answerForm(request, endpoint.upstreamModel);
  const { systemInstruction, contents } = translateMessages(request.messages, traitsOf(endpoint.upstreamModel));
  const config = generationConfig(request, { endpoint, answer });
  return {
    ...nativeFields(request),
    contents,
    ...(systemInstruction === null ? {} : { systemInstruction }),
    ...translateTools(request, answer),
    ...(config === null ? {} : { generationConfig: config }),
  };
}

/** What is Gemini's own, as the client wrote it, or in Google's form of it for clients of OpenAI: `extra_body.google`. */
function nativeFields(request: ChatRequest): Readonly<Record<string, unknown>> {
  const { google, ...otherBody } = fieldsOf(request['extra_body']);
  const { thinking_config: _snake, thinkingConfig: _camel, ...own } = fieldsOf(google);
  const [unknown] = [...Object.keys(otherBody), ...Object.keys(own).filter((field) => !NATIVE_FIELDS.has(field))];
  if (unknown !== undefined) throw unsupported(`extra_body.${unknown in otherBody ? '' : 'google.'}${unknown}`);
  return { ...own, ...Object.fromEntries(Object.entries(request).filter(([field, value]) => NATIVE_FIELDS.has(field) && value !== null)) };
}

/** A tier that is paid otherwise than the ordinary one, in Google's word; null for the ordinary one. */
export function pricedTier(request: ChatRequest, endpoint: Endpoint): 'flex' | 'priority' | null {
  const asked = request['service_tier'];
  if (asked === undefined || asked === null || asked === 'auto' || asked === 'default') return null;
  const tier = asked === 'fast' ? 'priority' : asked;
  if ((tier === 'flex' || tier === 'priority') && endpoint.prices.some(({ serviceTier }) => serviceTier === tier)) return tier;
  throw unsupported('service_tier', `service_tier ${JSON.stringify(asked)} is not offered for this model.`);
}
