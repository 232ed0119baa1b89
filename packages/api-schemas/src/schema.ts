/** A JSON Schema of 2020-12, as OpenAPI 3.1 has it. */
export interface Schema {
  readonly [keyword: string]: unknown;
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly deprecated?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Schemas that refer to each other by `#/$defs/<name>`. */
export type Definitions = Readonly<Record<string, Schema>>;

const PREFIX = '#/$defs/';

export const refTo = (name: string): Schema => ({ $ref: `${PREFIX}${name}` });

/** The name that a reference leads to. Throws where it leads elsewhere. */
export function nameOfRef(ref: string): string {
  if (!ref.startsWith(PREFIX)) throw new Error(`${ref} leads out of the document`);
  return ref.slice(PREFIX.length);
}

/** The schema behind a reference, however many of them follow each other. Throws where one leads nowhere. */
export function resolve(schema: Schema, definitions: Definitions): Schema {
  let at = schema;
  while (at.$ref !== undefined) {
    const next: Schema | undefined = definitions[nameOfRef(at.$ref)];
    if (next === undefined) throw new Error(`${at.$ref} is not defined`);
    at = next;
  }
  return at;
}

/** A schema with what its `allOf` adds to it: fields, what of them is required, and the kind of value. */
export function merged(schema: Schema, definitions: Definitions): Schema {
  const own = resolve(schema, definitions);
  if (own.allOf === undefined) return own;
  const { allOf, ...rest } = own;
  return [...allOf.map((part) => merged(part, definitions)), rest].reduce<Schema>(
    (sum, part) => ({
      ...sum,
      ...part,
      properties: { ...sum.properties, ...part.properties },
      required: [...new Set([...(sum.required ?? []), ...(part.required ?? [])])],
    }),
    {},
  );
}
