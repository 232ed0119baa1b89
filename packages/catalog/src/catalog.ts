import { buildModels } from './build.ts';
import { LABS } from './models/index.ts';
import { nearestNames } from './nearest-names.ts';
import type { Endpoint, Model } from './types.ts';

export interface Catalog {
  readonly models: readonly Model[];
  /** By canonical id, alias, or another name that means one model only; case does not matter. */
  findModel(name: string): Model | undefined;
  findEndpoint(id: string): Endpoint | undefined;
  /** The names that come closest to one that is unknown, best first. */
  nearestModels(name: string, count: number): string[];
}

/** A catalog of these models. Throws where two of them share a name or an endpoint. */
function catalogOf(models: readonly Model[]): Catalog {
  const modelsByName = new Map<string, Model>();
  const endpointsById = new Map<string, Endpoint>();
  for (const model of models) {
    for (const name of [model.id, ...model.aliases]) {
      if (modelsByName.has(name)) throw new Error(`the model name "${name}" is used twice`);
      modelsByName.set(name, model);
    }
    for (const endpoint of model.endpoints) {
      if (endpointsById.has(endpoint.id)) throw new Error(`the endpoint "${endpoint.id}" is listed twice`);
      endpointsById.set(endpoint.id, endpoint);
    }
  }
  const otherNames = otherNamesOf(models, modelsByName);
  return {
    models,
    findModel(name) {
      const exact = modelsByName.get(name);
      if (exact !== undefined) return exact;
      const key = name.toLowerCase();
      return modelsByName.get(key) ?? otherNames.get(key) ?? undefined;
    },
    findEndpoint: (id) => endpointsById.get(id),
    nearestModels: (name, count) => nearestNames(name, [...modelsByName.keys(), ...models.map(({ id, lab }) => id.slice(lab.length + 1))], count),
  };
}

/** Names that work while they mean one model only: bare ones, without `-instruct`, and those that providers use. Null where they mean several. */
function otherNamesOf(models: readonly Model[], taken: ReadonlyMap<string, Model>): ReadonlyMap<string, Model | null> {
  const names = new Map<string, Model | null>();
  const add = (name: string, model: Model): void => {
    const key = name.toLowerCase();
    if (taken.has(key)) return;
    const known = names.get(key);
    names.set(key, known === undefined || known === model ? model : null);
  };
  for (const model of models) {
    const bare = model.id.slice(model.lab.length + 1);
    add(bare, model);
    add(model.id.replace(/-instruct$/, ''), model);
    add(bare.replace(/-instruct$/, ''), model);
    for (const { upstreamModel } of model.endpoints) add(upstreamModel, model);
  }
  return names;
}

/** Every model that is sold everywhere. */
const MODELS: readonly Model[] = LABS.flatMap(buildModels);

const STANDARD = catalogOf(MODELS);

let offered = STANDARD;

/** Every model that is sold here. */
export const catalog: Catalog = {
  get models() {
    return offered.models;
  },
  findModel: (name) => offered.findModel(name),
  findEndpoint: (id) => offered.findEndpoint(id),
  nearestModels: (name, count) => offered.nearestModels(name, count),
};

/**
 * Offers an operator's own models (see own-models.ts) besides the others, in place of those of an earlier call. Once, at a program's start, before anybody
 * asks. They are known by their full names alone, so that adding one sends nobody to another model. Throws an Error for a name that is taken.
 */
export function offerOwnModels(models: readonly Model[]): void {
  const own = new Map(models.map((model) => [model.id.toLowerCase(), model]));
  const findModel = (name: string): Model | undefined => own.get(name.toLowerCase()) ?? STANDARD.findModel(name);
  offered = models.length === 0 ? STANDARD : { ...catalogOf([...MODELS, ...models]), findModel };
}
