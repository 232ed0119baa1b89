import { refTo, type Schema } from './schema.ts';
import { fieldsOf, formsOf, type Field } from './shape.ts';
import { surfaceOf, type SurfaceId } from './surfaces.ts';

/** A documented field of a request, and whose it is. */
export interface DocumentedParameter extends Field {
  readonly fields: readonly DocumentedParameter[];
  /** Ours, and not of the dialect that the surface speaks. */
  readonly isOurs: boolean;
}

/** An event of a stream: its name in `type`, and its fields. Chunks that have no `type` are known by their `object`. */
export interface DocumentedEvent {
  readonly name: string;
  readonly fields: readonly Field[];
}

/** Trees of hundreds of fields that never change: each is made once, when somebody asks for it. */
function once<T>(make: (surface: SurfaceId) => T): (surface: SurfaceId) => T {
  const made = new Map<SurfaceId, T>();
  return (surface) => {
    const found = made.get(surface) ?? make(surface);
    made.set(surface, found);
    return found;
  };
}

/** What a request of a surface may hold, as a tree: the dialect's fields in the order of its description, and ours. Empty where there is no body. */
export const requestFields = once((surface): readonly DocumentedParameter[] => {
  const { request, requestExtension, definitions } = surfaceOf(surface);
  const dialect = request === undefined ? [] : fieldsOf(refTo(request), definitions);
  const extension = requestExtension === undefined ? [] : fieldsOf(refTo(requestExtension), definitions);
  return combine(dialect, extension);
});

/** The same as a list, every field that is inside of another after it. */
export function documentedParameters(surface: SurfaceId): readonly DocumentedParameter[] {
  return requestFields(surface).flatMap(flatten);
}

/** What an answer of a surface holds. Empty where it is no JSON. */
export const responseFields = once((surface): readonly DocumentedParameter[] => {
  const { response, responseExtension, otherResponses = [], definitions } = surfaceOf(surface);
  if (response === undefined) return [];
  const forms: Schema = { anyOf: [response, ...otherResponses].map(refTo) };
  return combine(fieldsOf(forms, definitions), responseExtension === undefined ? [] : fieldsOf(refTo(responseExtension), definitions));
});

/** The events of a streamed answer. Empty where the surface does not stream. */
export const streamEvents = once((surface): readonly DocumentedEvent[] => {
  const { streamEvent, definitions } = surfaceOf(surface);
  if (streamEvent === undefined) return [];
  return formsOf(refTo(streamEvent), definitions).map((fields) => {
    const named = fields.find(({ name }) => name === 'type') ?? fields.find(({ name }) => name === 'object');
    const [name] = named?.values ?? [];
    return { name: typeof name === 'string' ? name : streamEvent, fields };
  });
});

function combine(dialect: readonly Field[], extension: readonly Field[]): readonly DocumentedParameter[] {
  const inDialect = dialect.map((field): DocumentedParameter => {
    const also = extension.find(({ name }) => name === field.name);
    return { ...field, isOurs: false, fields: combine(field.fields, also?.fields ?? []) };
  });
  const added = extension.filter(({ name }) => dialect.every((field) => field.name !== name)).map(ours);
  return [...inDialect, ...added];
}

function ours(field: Field): DocumentedParameter {
  return { ...field, isOurs: true, fields: field.fields.map(ours) };
}

function flatten(parameter: DocumentedParameter): readonly DocumentedParameter[] {
  return [parameter, ...parameter.fields.flatMap(flatten)];
}
