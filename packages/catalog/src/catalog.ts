import { anthropicModels } from './models/anthropic.ts';
import { openaiModels } from './models/openai.ts';
import { nearestNames } from './nearest-names.ts';
import type { Endpoint, Model } from './types.ts';

/** Every model that is sold, one line for each lab. */
const MODELS: readonly Model[] = [...openaiModels, ...anthropicModels];

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

export interface Catalog {
  readonly models: readonly Model[];
  /** By canonical id or alias. */
  findModel(name: string): Model | undefined;
  findEndpoint(id: string): Endpoint | undefined;
  /** The names that come closest to one that is unknown, best first. */
  nearestModels(name: string, count: number): string[];
}

export const catalog: Catalog = {
  models: MODELS,
  findModel: (name) => modelsByName.get(name),
  findEndpoint: (id) => endpointsById.get(id),
  nearestModels: (name, count) => nearestNames(name, [...modelsByName.keys()], count),
};
