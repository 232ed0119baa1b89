import { buildModels } from './build.ts';
import { LABS } from './models/index.ts';
import { nearestNames } from './nearest-names.ts';
import type { Endpoint, Model } from './types.ts';

/** Every model that is sold. */
const MODELS: readonly Model[] = LABS.flatMap(buildModels);

const modelsByName = new Map<string, Model>();
const endpointsById = new Map<string, Endpoint>();

for (const model of MODELS) {
  for (const name of [model.id, ...model.aliases]) {
    if (modelsByName.has(name)) throw new Error(`the model name "${name}" is used twice`);
    modelsByName.set(name, model);
  }
  for (const endpoint of model.endpoints) {
    if (endpointsById.has(endpoint.id)) throw new Error(`the endpoint "${endpoint.id}" is listed twice`);
    endpointsById.set(endpoint.id, endpoint);
  }
}

/** Names that work while they mean one model only: bare ones, without `-instruct`, and those that providers use. */
const otherNames = new Map<string, Model | null>();

function addOtherName(name: string, model: Model): void {
  const key = name.toLowerCase();
  if (modelsByName.has(key)) return;
  const known = otherNames.get(key);
  otherNames.set(key, known === undefined || known === model ? model : null);
}

for (const model of MODELS) {
  const bare = model.id.slice(model.lab.length + 1);
  addOtherName(bare, model);
  addOtherName(model.id.replace(/-instruct$/, ''), model);
  addOtherName(bare.replace(/-instruct$/, ''), model);
  for (const { upstreamModel } of model.endpoints) addOtherName(upstreamModel, model);
}

function findModel(name: string): Model | undefined {
  const exact = modelsByName.get(name);
  if (exact !== undefined) return exact;
  const key = name.toLowerCase();
  return modelsByName.get(key) ?? otherNames.get(key) ?? undefined;
}

export interface Catalog {
  readonly models: readonly Model[];
  /** By canonical id, alias, or another name that means one model only; case does not matter. */
  findModel(name: string): Model | undefined;
  findEndpoint(id: string): Endpoint | undefined;
  /** The names that come closest to one that is unknown, best first. */
  nearestModels(name: string, count: number): string[];
}

export const catalog: Catalog = {
  models: MODELS,
  findModel,
  findEndpoint: (id) => endpointsById.get(id),
  nearestModels: (name, count) => nearestNames(name, [...modelsByName.keys(), ...MODELS.map(({ id, lab }) => id.slice(lab.length + 1))], count),
};
