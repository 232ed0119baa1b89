import { nameOfRef, type Definitions, type Schema } from './schema.ts';

/** A field of a JSON object, with all that the forms in which the object comes say of it. */
export interface Field {
  readonly name: string;
  /** From the top, in the spelling of the API: `tools[].function.name`. */
  readonly path: string;
  /** Kinds of JSON values, and `file` for a file of a form. */
  readonly types: readonly string[];
  /** Wherever the object around it is there. */
  readonly isRequired: boolean;
  readonly isDeprecated: boolean;
  /** Values that are named. */
  readonly values: readonly unknown[];
  /** Whether there are others besides. */
  readonly isOpen: boolean;
  /** What counts when it is absent; undefined where nothing is said. */
  readonly defaultValue: unknown;
  /** Fields of the object that it is, or of the objects of its list. */
  readonly fields: readonly Field[];
}

/** One form of a value: a schema without unions and references, and which definitions were opened on the way to it. */
interface Form {
  readonly schema: Schema;
  readonly opened: ReadonlySet<string>;
}

type Property = { readonly schema: Schema; readonly opened: ReadonlySet<string> };

/** The fields of an object, as a tree. A definition inside of itself is not opened again. */
export function fieldsOf(schema: Schema, definitions: Definitions): readonly Field[] {
  return new ShapeReader(definitions).fields(schema);
}

/** The forms in which a value comes, such as the events of a stream: each with its fields. */
export function formsOf(schema: Schema, definitions: Definitions): readonly (readonly Field[])[] {
  return new ShapeReader(definitions).forms(schema);
}

class ShapeReader {
  readonly #definitions: Definitions;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  fields(schema: Schema): readonly Field[] {
    return this.#fieldsOf(this.#expand({ schema, opened: new Set() }), '');
  }

  forms(schema: Schema): readonly (readonly Field[])[] {
    return this.#expand({ schema, opened: new Set() }).map((form) => this.#fieldsOf([form], ''));
  }

  #fieldsOf(forms: readonly Form[], prefix: string): readonly Field[] {
    const objects = forms.filter(({ schema }) => schema.properties !== undefined);
    const names = [...new Set(objects.flatMap(({ schema }) => Object.keys(schema.properties ?? {})))];
    return names.map((name) => {
      const properties = objects.flatMap(({ schema, opened }): Property[] => {
        const property = schema.properties?.[name];
        return property === undefined ? [] : [{ schema: property, opened }];
      });
      return this.#field(name, { prefix, properties, isRequired: objects.every(({ schema }) => schema.required?.includes(name) === true) });
    });
  }

  #field(name: string, about: { readonly prefix: string; readonly properties: readonly Property[]; readonly isRequired: boolean }): Field {
    const { prefix, properties, isRequired } = about;
    const path = `${prefix}${name}`;
    const forms = properties.flatMap((property) => this.#expand(property));
    const schemas = forms.map(({ schema }) => schema);
    const withValues = schemas.filter((schema) => valuesOf(schema) !== null);
    return {
      name,
      path,
      types: [...new Set(schemas.flatMap(typesOf))],
      isRequired,
      isDeprecated:
        properties.every(({ schema }) => schema.deprecated === true) || schemas.every((schema) => schema.deprecated === true || schema.type === 'null'),
      values: [...new Set(withValues.flatMap((schema) => valuesOf(schema) ?? []))],
      isOpen: schemas.some((schema) => valuesOf(schema) === null && typesOf(schema).includes('string')),
      defaultValue: [...properties.map(({ schema }) => schema), ...schemas].map((schema) => schema.default).find((value) => value !== undefined),
      fields: this.#inside(forms, path),
    };
  }

  /** Fields of an object, and of the objects in a list, however many lists are around them. */
  #inside(forms: readonly Form[], path: string): readonly Field[] {
    const items = forms.flatMap(({ schema, opened }) => (schema.items === undefined ? [] : this.#expand({ schema: schema.items, opened })));
    return [...this.#fieldsOf(forms, `${path}.`), ...(items.length === 0 ? [] : this.#inside(items, `${path}[]`))];
  }

  #expand({ schema, opened }: Form): readonly Form[] {
    if (schema.$ref !== undefined) {
      const name = nameOfRef(schema.$ref);
      const target = this.#definitions[name];
      if (target === undefined) throw new Error(`${schema.$ref} is not defined`);
      return opened.has(name) ? [{ schema: { type: target.type ?? 'object' }, opened }] : this.#expand({ schema: target, opened: new Set([...opened, name]) });
    }
    const { anyOf, allOf, ...own } = schema;
    const parts = (allOf ?? []).map((part) => this.#expand({ schema: part, opened }));
    if (anyOf !== undefined) parts.push(anyOf.flatMap((member) => this.#expand({ schema: member, opened })));
    return parts.reduce<readonly Form[]>((forms, part) => forms.flatMap((form) => part.map((other) => join(form, other))), [{ schema: own, opened }]);
  }
}

function join(a: Form, b: Form): Form {
  const properties = { ...a.schema.properties, ...b.schema.properties };
  const required = [...(a.schema.required ?? []), ...(b.schema.required ?? [])];
  return {
    schema: {
      ...a.schema,
      ...b.schema,
      ...(Object.keys(properties).length === 0 ? {} : { properties }),
      ...(required.length === 0 ? {} : { required }),
    },
    opened: new Set([...a.opened, ...b.opened]),
  };
}

function typesOf({ type, enum: values, properties, items, ...rest }: Schema): readonly string[] {
  if (typeof type === 'string') return [type];
  if (type !== undefined) return type;
  if (rest['format'] === 'binary') return ['file'];
  if (properties !== undefined) return ['object'];
  if (items !== undefined) return ['array'];
  return values === undefined ? [] : [...new Set(values.map((value) => typeof value))];
}

function valuesOf({ enum: values, const: value }: Schema): readonly unknown[] | null {
  return value === undefined ? (values ?? null) : [value];
}
