import type { SurfaceId } from '@modelhub/api-schemas/surfaces';

/** A part of the path, or a field behind the question mark. */
export interface AddressParameter {
  readonly name: string;
  readonly where: 'path' | 'query';
  readonly isRequired: boolean;
  readonly says: string;
}

const response: AddressParameter = { name: 'response_id', where: 'path', isRequired: true, says: 'The `id` of the response.' };
const model: AddressParameter = {
  name: 'model',
  where: 'path',
  isRequired: true,
  says: 'A name from the catalog, with its slash: `openai/gpt-4o`. Short names work too.',
};

/** What stands in addresses, which schemas of bodies do not say. */
export const ADDRESS_PARAMETERS: Readonly<Partial<Record<SurfaceId, readonly AddressParameter[]>>> = {
  'responses.get': [response],
  'responses.delete': [response],
  'responses.cancel': [response],
  'responses.input_items': [
    response,
    { name: 'limit', where: 'query', isRequired: false, says: 'How many items to return: 1 to 100, and 20 if you say nothing.' },
    { name: 'order', where: 'query', isRequired: false, says: '`asc` or `desc`; the newest first if you say nothing.' },
    { name: 'after', where: 'query', isRequired: false, says: 'The id of the item after which to go on.' },
  ],
  'models.get': [model],
  'models.endpoints': [model],
  generation: [{ name: 'id', where: 'query', isRequired: true, says: 'What the header `x-generation-id` said: `gen_…`.' }],
};
