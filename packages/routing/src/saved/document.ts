import { catalog } from '@modelhub/catalog/catalog';
import { ModelHubError } from '@modelhub/core/errors';
import { invalid, unsupported } from '../preference-fields.ts';
import { CONSTRAINT_FIELDS, NO_PREFERENCES, withProvider } from '../preferences.ts';
import type { RoutingPreferences } from '../types.ts';
import { readConditions, type Condition } from './conditions.ts';

/** Names of policies, as in `model: "policy/<name>"`. */
export const POLICY_NAME = /^[a-z0-9][a-z0-9-]{0,39}$/;

const STEPS_MAX = 20;
const MODELS_MAX = 20;
const STEP_NAME_CHARS_MAX = 60;
const DESCRIPTION_CHARS_MAX = 500;

/** A saved policy, checked and ready to be used. */
export interface PolicyDocument {
  readonly description: string | null;
  /** Constraints that hold for every step, and for every request of a key whose default policy this is; null where there are none. */
  readonly always: RoutingPreferences | null;
  /** At least one, and the last one is for every request. */
  readonly steps: readonly PolicyStep[];
}

export interface PolicyStep {
  readonly name: string;
  /** All of them have to hold; none for a step that every request may take. */
  readonly when: readonly Condition[];
  /** What a request that takes this step starts from: the step's models, its rules and those of `always`. */
  readonly preferences: RoutingPreferences;
}

export interface ReadPolicyOptions {
  /** Models that the catalog does not have are left out rather than refused: a version that was saved may be older than the catalog. */
  readonly skipUnknownModels?: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads the JSON of a policy. Throws a `ModelHubError` whose `param` is the path of what is wrong, such as `steps[1].when.prompt_tokens.max`. */
export function readPolicyDocument(json: unknown, options: ReadPolicyOptions = {}): PolicyDocument {
  const document = objectOf(json, 'policy', 'The policy');
  onlyFields(document, ['description', 'always', 'steps'], '');
  const always = readAlways(document['always']);
  const { steps } = document;
  if (!Array.isArray(steps) || steps.length === 0 || steps.length > STEPS_MAX) throw invalid('steps', `steps must be a list of 1 to ${STEPS_MAX} steps.`);
  const read = steps.map((step: unknown, index) => readStep(step, `steps[${index}]`, always ?? NO_PREFERENCES, options));
  checkNames(read);
  checkOrder(read);
  return { description: textOf(document['description'], 'description', DESCRIPTION_CHARS_MAX), always, steps: read };
}

function readAlways(value: unknown): RoutingPreferences | null {
  if (value === undefined || value === null) return null;
  const fields = objectOf(value, 'always', 'always');
  const wish = Object.keys(fields).find((field) => !CONSTRAINT_FIELDS.includes(field));
  if (wish !== undefined) {
    const path = `always.${wish.slice(0, 100)}`;
    throw new ModelHubError('unsupported_parameter', { message: `${path} is not a constraint. always can have ${CONSTRAINT_FIELDS.join(', ')}.`, param: path });
  }
  return Object.keys(fields).length === 0 ? null : withProvider(NO_PREFERENCES, fields, 'always');
}

const STEP_FIELDS = ['name', 'when', 'models', 'provider', 'on_context_too_long', 'on_content_filtered'];

function readStep(value: unknown, at: string, always: RoutingPreferences, options: ReadPolicyOptions): PolicyStep {
  const step = objectOf(value, at, at);
  onlyFields(step, STEP_FIELDS, `${at}.`);
  const name = textOf(step['name'], `${at}.name`, STEP_NAME_CHARS_MAX);
  if (name === null)
    throw new ModelHubError('missing_required_parameter', { message: `${at}.name is missing: it says where a request went.`, param: `${at}.name` });
  const { when, provider } = step;
  const ofStep = provider === undefined || provider === null ? always : withProvider(always, provider, `${at}.provider`);
  const contextTooLong = escapeModels(step['on_context_too_long'], `${at}.on_context_too_long`, options);
  const contentFiltered = escapeModels(step['on_content_filtered'], `${at}.on_content_filtered`, options);
  const escapes =
    contextTooLong.length + contentFiltered.length === 0 ? null : { context_length_exceeded: contextTooLong, content_policy_violation: contentFiltered };
  return {
    name,
    when: when === undefined || when === null ? [] : readConditions(when, `${at}.when`),
    preferences: { ...ofStep, models: readModels(step['models'], `${at}.models`, options), escapes, escapesAtAnyPrice: true },
  };
}

function escapeModels(value: unknown, at: string, options: ReadPolicyOptions): readonly string[] {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0) ? [] : readModels(value, at, options);
}

/** Canonical ids, each once. */
function readModels(value: unknown, at: string, { skipUnknownModels = false }: ReadPolicyOptions): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MODELS_MAX) throw invalid(at, `${at} must be a list of 1 to ${MODELS_MAX} models.`);
  const ids = new Set<string>();
  for (const [index, name] of (value as readonly unknown[]).entries()) {
    const path = `${at}[${index}]`;
    if (typeof name !== 'string') throw invalid(path, `${path} must be the name of a model.`);
    const model = catalog.findModel(name);
    if (model !== undefined) ids.add(model.id);
    else if (!skipUnknownModels) throw unknownModel(name, path);
  }
  // With none of them left the first name says, at each request, what is missing.
  return ids.size > 0 ? [...ids] : [String(value[0])];
}

function unknownModel(name: string, path: string): ModelHubError {
  const nearest = catalog.nearestModels(name, 3);
  const hint = nearest.length === 0 ? '' : ` Did you mean ${nearest.join(' or ')}?`;
  return new ModelHubError('model_not_found', { message: `${path}: the model "${name.slice(0, 100)}" does not exist.${hint}`, param: path });
}

function checkNames(steps: readonly PolicyStep[]): void {
  for (const [index, { name }] of steps.entries()) {
    const first = steps.findIndex((step) => step.name === name);
    if (first < index) throw invalid(`steps[${index}].name`, `steps[${index}].name is the name of steps[${first}] already.`);
  }
}

/** The first step whose conditions hold is taken: without an end for everything else some requests would have no step, and behind it no step is reached. */
function checkOrder(steps: readonly PolicyStep[]): void {
  const last = steps.length - 1;
  const open = steps.findIndex(({ when }) => when.length === 0);
  if (open < 0) throw invalid(`steps[${last}].when`, `steps[${last}] must have no when: the last step is for every other request.`);
  if (open < last)
    throw invalid(
      `steps[${open}].when`,
      `steps[${open}] takes every request, so that the steps after it are never reached. Give it a when, or make it the last one.`,
    );
}

function textOf(value: unknown, at: string, charsMax: number): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' && value.trim() !== '' && value.length <= charsMax) return value;
  throw invalid(at, `${at} must be a text of 1 to ${charsMax} characters.`);
}

function onlyFields(object: Fields, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(object).find((field) => !known.includes(field));
  if (unknown !== undefined) throw unsupported(`${prefix}${unknown.slice(0, 100)}`);
}

function objectOf(value: unknown, at: string, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(at, `${name} must be an object.`);
  return value as Fields;
}
