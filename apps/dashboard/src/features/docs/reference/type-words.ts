import type { Field } from '@modelhub/api-schemas/shape';

const WORDS: Readonly<Record<string, string>> = {
  array: 'list',
  number: 'number',
  integer: 'integer',
  string: 'string',
  boolean: 'boolean',
  object: 'object',
  file: 'file',
};

/** What a field may be: `string or list`. A null means the same as nothing, and is not said. */
export function typeWords({ types }: Pick<Field, 'types'>): string {
  const said = types.filter((type) => type !== 'null').map((type) => WORDS[type] ?? type);
  if (said.length === 0) return types.length === 0 ? 'anything' : 'null';
  return said.length === 1 ? String(said[0]) : `${said.slice(0, -1).join(', ')} or ${said.at(-1)}`;
}

/** A value as JSON writes it, as far as it fits into a line. */
export function valueWords(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
