import { catalog, offerOwnModels } from '@modelhub/catalog/catalog';
import { ownModels } from '@modelhub/catalog/own-models';
import { ownModelLists } from '#src/env.ts';

// Next.js loads a module once for each of its bundles, so that each of them has to be told.
offerOwnModels(ownModels(ownModelLists()));

/** The catalog with the operator's own models in it. Nothing of the dashboard reads it from anywhere else. */
export { catalog };
