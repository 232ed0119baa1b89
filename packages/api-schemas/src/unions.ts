import { merged, resolve, type Definitions, type Schema } from './schema.ts';

/** Beside a union: its members say the same more exactly. */
const SAYS_NO_MORE: ReadonlySet<string> = new Set(['default', 'deprecated', 'type']);
/** Fields that say which member of a union an object is. */
const TAGS = ['type', 'role', 'object', 'event'] as const;

/**
 * The same schema with its unions as decisions: by the kind of a value, and by the tag of an object. It accepts the same values, but what it says
 * of a wrong one is about the member that was meant and not about all of them.
 */
export function sortUnions(schema: Schema, definitions: Definitions): Schema {
  const entries = Object.entries(schema).filter(([keyword]) => keyword !== 'anyOf');
  const rest = Object.fromEntries(entries.map(([keyword, value]) => [keyword, sortValue(keyword, value, definitions)]));
  if (schema.anyOf === undefined) return rest;
  const union = unionOf(schema.anyOf, definitions);
  return Object.keys(rest).length === 0 ? union : { allOf: [rest, union] };
}

function sortValue(keyword: string, value: unknown, definitions: Definitions): unknown {
  if (['enum', 'const', 'default', 'required', 'type'].includes(keyword) || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => sortUnions(item as Schema, definitions));
  if (keyword !== 'properties' && keyword !== 'patternProperties') return sortUnions(value as Schema, definitions);
  return Object.fromEntries(Object.entries(value).map(([name, property]) => [name, sortUnions(property as Schema, definitions)]));
}

/** Members of a union, with those of unions inside of it; each still a reference where it was one. */
function membersOf(members: readonly Schema[], definitions: Definitions): readonly Schema[] {
  return members.flatMap((member) => {
    const { anyOf, ...rest } = resolve(member, definitions);
    const isOnlyUnion = anyOf !== undefined && Object.keys(rest).every((keyword) => SAYS_NO_MORE.has(keyword));
    return isOnlyUnion ? membersOf(anyOf, definitions) : [member];
  });
}

function unionOf(anyOf: readonly Schema[], definitions: Definitions): Schema {
  const members = membersOf(anyOf, definitions).map((member) => ({ member, types: typesOf(merged(member, definitions)) }));
  const types = members.map((one) => one.types);
  if (types.some((all) => all === null)) return { anyOf: members.map(({ member }) => sorted(member, definitions)) };
  const known = [...new Set(types.flatMap((all) => all ?? []))];
  const branches = known.map((type) => {
    const fitting = members.filter((one) => one.types?.includes(type) === true).map(({ member }) => member);
    return decision({ type }, type === 'object' ? objectsOf(fitting, definitions) : some(fitting, definitions));
  });
  return { type: known, allOf: branches };
}

/** An object of one of these kinds: by its tag, where they have one. */
function objectsOf(members: readonly Schema[], definitions: Definitions, tags: readonly string[] = TAGS): Schema {
  const tagged = (tag: string) => members.map((member) => ({ member, values: tagValues(merged(member, definitions), tag) }));
  const tag = tags.find((name) => members.length > 1 && tagged(name).every(({ values }) => values !== null));
  if (tag === undefined) return some(members, definitions);
  const others = tags.filter((name) => name !== tag);
  const all = tagged(tag);
  const values = [...new Set(all.flatMap((one) => one.values ?? []))];
  const withoutTag = members.filter((member) => !(merged(member, definitions).required ?? []).includes(tag));
  const byValue = values.map((value) => {
    const meant = all.filter((one) => one.values?.includes(value) === true).map(({ member }) => member);
    return decision({ properties: { [tag]: { const: value } } }, objectsOf(meant, definitions, others));
  });
  const tagless = withoutTag.length === 0 ? { required: [tag] } : objectsOf(withoutTag, definitions, others);
  return decision({ required: [tag] }, { properties: { [tag]: { enum: values } }, allOf: byValue }, tagless);
}

/** JSON Schema's if, then and else. */
function decision(condition: Schema, positive: Schema, negative?: Schema): Schema {
  // oxlint-disable-next-line unicorn/no-thenable -- a keyword of JSON Schema; nobody awaits a schema
  return { if: condition, then: positive, ...(negative === undefined ? {} : { else: negative }) };
}

function some(members: readonly Schema[], definitions: Definitions): Schema {
  const [only] = members;
  return members.length === 1 && only !== undefined ? sorted(only, definitions) : { anyOf: members.map((member) => sorted(member, definitions)) };
}

/** A reference leads to a definition that is sorted already. */
function sorted(member: Schema, definitions: Definitions): Schema {
  return member.$ref === undefined ? sortUnions(member, definitions) : member;
}

/** Kinds of JSON values that a schema accepts; null where it does not say. */
function typesOf({ type, enum: values, properties }: Schema): readonly string[] | null {
  if (typeof type === 'string') return [type];
  if (type !== undefined) return type;
  if (values?.every((value) => typeof value === 'string') === true) return ['string'];
  // OpenAI leaves the type of some objects out; of a union of them one can only be meant as an object.
  return properties === undefined ? null : ['object'];
}

/** Values of a tag with which an object is this member; null where any value is. */
function tagValues({ properties }: Schema, tag: string): readonly unknown[] | null {
  const { enum: values, const: value, anyOf } = properties?.[tag] ?? {};
  if (value !== undefined) return [value];
  if (values !== undefined) return values;
  const inside = anyOf?.map((member) => (member.type === 'null' ? [null] : (member.enum ?? null)));
  return inside === undefined || inside.some((one) => one === null) ? null : inside.flatMap((one) => one ?? []);
}
