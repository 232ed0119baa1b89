import { ModelHubError } from '@modelhub/core/errors';
import { LOGPROBS_INCLUDE } from './request-facts.ts';

type Fields = Readonly<Record<string, unknown>>;
type IsHarmless = (value: unknown) => boolean;

const never: IsHarmless = () => false;
const oneOf =
  (...values: readonly unknown[]): IsHarmless =>
  (value) =>
    values.includes(value);

/**
 * Parameters of the Responses API that no chat completion has anything for, with the values that ask for nothing. A provider that has the Responses
 * API itself honours them; elsewhere dropping one in silence would change the answer without anybody noticing.
 */
const UNTRANSLATABLE: Readonly<Record<string, IsHarmless>> = {
  access_programs: never,
  context_management: (value) => Array.isArray(value) && value.length === 0,
  image: never,
  'reasoning.context': oneOf('auto'),
  'reasoning.mode': oneOf('standard'),
  // What a provider shows of its model's reasoning is shown in full. A shorter version would have to be written by somebody.
  'reasoning.summary': oneOf('auto', 'detailed'),
  'reasoning.generate_summary': oneOf('auto', 'detailed'),
  truncation: oneOf('disabled'),
};

/** What can be included without anybody doing anything: it is there already, or belongs to tools that the request cannot have. */
const INCLUDABLE = new Set([
  LOGPROBS_INCLUDE,
  'reasoning.encrypted_content',
  'message.input_image.image_url',
  'file_search_call.results',
  'code_interpreter_call.outputs',
  'computer_call_output.output.image_url',
]);

/** Throws `unsupported_parameter` for the first parameter that only a provider with the Responses API can honour. */
export function refuseUntranslatable(request: Fields): void {
  for (const [path, isHarmless] of Object.entries(UNTRANSLATABLE)) {
    const value = path.split('.').reduce<unknown>((at, key) => (at as Fields | null | undefined)?.[key], request);
    if (value !== undefined && value !== null && !isHarmless(value)) throw unsupported(path);
  }
  const include = Array.isArray(request['include']) ? (request['include'] as readonly unknown[]) : [];
  for (const [index, name] of include.entries()) if (!INCLUDABLE.has(String(name))) throw unsupported(`include[${index}]`);
}

export function unsupported(param: string, why = `${param} is not supported by this model.`): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${why} Leave it out, or choose another model.`, param });
}
