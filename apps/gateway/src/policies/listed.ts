import type { Principal } from '@modelhub/access/principal';
import { AUTO_MODEL } from './routing-of.ts';

/** What stands in the place of a model and is none, in the form of the list of models: programs that let people choose from it know these too. */
export function listedPolicies({ policies, defaultPolicy }: Principal): readonly object[] {
  const published = policies.filter((policy) => !policy.isArchived && policy.published !== null);
  const auto = defaultPolicy === null ? 'The cheapest model that is good enough.' : `What the policy "${defaultPolicy.name}" chooses.`;
  return [listed(AUTO_MODEL, 'Auto', auto), ...published.map(({ name }) => listed(`policy/${name}`, name, `What the policy "${name}" chooses.`))];
}

function listed(id: string, name: string, description: string): object {
  return {
    id,
    object: 'model',
    created: 0,
    owned_by: id === AUTO_MODEL ? 'modelhub' : 'organization',
    name,
    description,
    aliases: [],
    kind: 'policy',
    // Those of the model that is chosen.
    context_length: 0,
    max_output_tokens: 0,
    input_modalities: [],
    output_modalities: [],
    supported_parameters: [],
    quality: null,
    endpoints: [],
  };
}
