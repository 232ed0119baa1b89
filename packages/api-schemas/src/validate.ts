import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from './schema.ts';
import { refTo } from './schema.ts';
import { surfaceOf, type SurfaceId } from './surfaces.ts';
import { sortUnions } from './unions.ts';

/** Where a value differs from what the surface's schemas say. */
export interface SchemaProblem {
  /** In the spelling of the API: `choices[0].message.content`; empty for the whole value. */
  readonly path: string;
  readonly message: string;
}

const PROBLEMS_MAX = 20;
const compiled = new Map<string, ValidateFunction>();

/** What is wrong with the body of a request; nothing when the list is empty. Throws where the surface takes no body. For tests and docs: it takes milliseconds. */
export function validateRequest(surface: SurfaceId, value: unknown): readonly SchemaProblem[] {
  const { request, requestExtension } = surfaceOf(surface);
  return check(surface, [...named(surface, 'a request body', request), ...(requestExtension === undefined ? [] : [refTo(requestExtension)])], value);
}

/** What is wrong with a whole answer. Throws where the surface answers with no JSON. */
export function validateResponse(surface: SurfaceId, value: unknown): readonly SchemaProblem[] {
  const { response, responseExtension, otherResponses = [] } = surfaceOf(surface);
  const own = named(surface, 'a JSON answer', response);
  const forms = otherResponses.length === 0 ? own : [{ anyOf: [...own, ...otherResponses.map(refTo)] }];
  return check(surface, [...forms, ...(responseExtension === undefined ? [] : [refTo(responseExtension)])], value);
}

/** What is wrong with one event of a stream: the parsed `data` of it. Throws where the surface does not stream. */
export function validateStreamEvent(surface: SurfaceId, event: unknown): readonly SchemaProblem[] {
  const { streamEvent, streamEventExtension } = surfaceOf(surface);
  return check(surface, [...named(surface, 'a stream', streamEvent), ...(streamEventExtension === undefined ? [] : [refTo(streamEventExtension)])], event);
}

/** What is wrong with the body of an error, in the form of the surface's dialect. */
export function validateError(surface: SurfaceId, value: unknown): readonly SchemaProblem[] {
  return check(surface, [refTo(surfaceOf(surface).path.startsWith('/v1/messages') ? 'ErrorEvent' : 'ErrorResponse')], value);
}

function named(surface: SurfaceId, what: string, name: string | undefined): readonly Schema[] {
  if (name === undefined) throw new Error(`${surface} has no schema of ${what}`);
  return [refTo(name)];
}

function check(surface: SurfaceId, allOf: readonly Schema[], value: unknown): readonly SchemaProblem[] {
  const key = `${surface} ${JSON.stringify(allOf)}`;
  let validate = compiled.get(key);
  if (validate === undefined) {
    validate = compile({ allOf }, surface);
    compiled.set(key, validate);
  }
  if (validate(value)) return [];
  const problems = (validate.errors ?? []).filter(({ keyword }) => !['if', 'anyOf', 'allOf'].includes(keyword)).map(problemOf);
  const distinct = [...new Map(problems.map((problem) => [`${problem.path} ${problem.message}`, problem])).values()];
  // The deepest is nearest to what is wrong: what is above it fails because of it.
  return distinct.toSorted((a, b) => depth(b.path) - depth(a.path)).slice(0, PROBLEMS_MAX);
}

function compile(schema: Schema, surface: SurfaceId): ValidateFunction {
  const { definitions } = surfaceOf(surface);
  const sorted = Object.fromEntries(Object.entries(definitions).map(([name, definition]) => [name, sortUnions(definition, definitions)]));
  // Formats are not checked: OpenAI's are words for readers ("unixtime"). OpenAI's schemas are looser than ajv's strict mode would have them.
  return new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile({ ...sortUnions(schema, definitions), $defs: sorted });
}

function problemOf({ instancePath, params, message, keyword }: ErrorObject): SchemaProblem {
  const segments = instancePath.split('/').slice(1);
  const { missingProperty, additionalProperty } = params as { missingProperty?: string; additionalProperty?: string };
  const last = missingProperty ?? additionalProperty;
  const path = [...segments, ...(last === undefined ? [] : [last])].map(spell).join('').replace(/^\./, '');
  return { path, message: words({ keyword, params, message }) };
}

function spell(segment: string): string {
  const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
  return /^\d+$/.test(name) ? `[${name}]` : `.${name}`;
}

function words({ keyword, params, message }: { readonly keyword: string; readonly params: object; readonly message: string | undefined }): string {
  if (keyword === 'required') return 'is missing';
  if (keyword === 'additionalProperties') return 'is not defined';
  if (keyword === 'enum')
    return `must be one of ${(params as { readonly allowedValues: readonly unknown[] }).allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
  if (keyword === 'false schema') return 'fits no form that is defined';
  return message ?? keyword;
}

function depth(path: string): number {
  return path.split(/[.[]/).length;
}
