import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';

type Fields = Readonly<Record<string, unknown>>;

/**
 * Tools that run at OpenAI and reach into the account behind the key: files and containers of all who share it, and fees that no price covers. A
 * customer's own account is reached with its own key.
 */
const TOOLS_OF_ACCOUNT = new Set(['file_search', 'code_interpreter', 'image_generation']);
const WEB_SEARCH = /^web_search/;

/** Throws `unsupported_parameter` for what would touch somebody else's data, or cost more than it is charged. */
export function refuseResponsesRequest(request: Fields, endpoint: Endpoint): void {
  for (const [index, value] of listOf(request['tools']).entries()) {
    const tool = fieldsOf(value);
    const type = String(tool['type']);
    if (TOOLS_OF_ACCOUNT.has(type) || (type === 'shell' && isHosted(tool['environment']))) throw refused(`tools[${index}].type`, `The tool ${type}`);
    if (WEB_SEARCH.test(type) && !endpoint.prices.some(({ unit }) => unit === 'search')) throw refused(`tools[${index}].type`, 'Search on the web');
  }
  for (const [index, item] of listOf(request['input']).entries()) refuseFiles(fieldsOf(item), `input[${index}]`);
  if (fieldsOf(request['prompt_cache_options'])['comparison_response_id'] != null)
    throw refused('prompt_cache_options.comparison_response_id', 'A comparison with another response');
}

function refuseFiles(item: Fields, path: string): void {
  for (const field of ['content', 'output']) {
    for (const [index, part] of listOf(item[field]).entries()) {
      if (fieldsOf(part)['file_id'] != null) throw refused(`${path}.${field}[${index}].file_id`, 'A file by its id');
    }
  }
  if (fieldsOf(item['output'])['file_id'] != null) throw refused(`${path}.output.file_id`, 'A file by its id');
}

function isHosted(environment: unknown): boolean {
  const { type } = fieldsOf(environment);
  return type !== undefined && type !== 'local';
}

function refused(param: string, what: string): ModelHubError {
  return new ModelHubError('unsupported_parameter', { message: `${what} is not supported for this model. Leave it out, or choose another model.`, param });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}
