import type { PolicyDocument, PolicyStep } from './document.ts';
import type { RequestFeatures } from './features.ts';

/** The step that a request takes: the first whose conditions all hold. */
export function matchStep({ steps }: PolicyDocument, features: RequestFeatures): PolicyStep {
  const step = steps.find(({ when }) => when.every((condition) => condition.holds(features)));
  // The last one has no conditions.
  if (step === undefined) throw new Error('a policy whose last step has conditions');
  return step;
}

/** Why a step was taken, or was not. */
export interface StepTrace {
  readonly name: string;
  /** `later` is one that was not reached: an earlier one was taken. */
  readonly outcome: 'taken' | 'not_matched' | 'later';
  /** Each condition, with what the request has of it. */
  readonly conditions: readonly { readonly field: string; readonly wanted: unknown; readonly value: unknown; readonly holds: boolean }[];
}

/** Every step of a policy for a request, in order: for whoever tries a policy before it is used. */
export function traceSteps({ steps }: PolicyDocument, features: RequestFeatures): readonly StepTrace[] {
  let isTaken = false;
  return steps.map(({ name, when }) => {
    const conditions = when.map((condition) => ({
      field: condition.field,
      wanted: condition.wanted,
      value: condition.valueIn(features),
      holds: condition.holds(features),
    }));
    const holds = conditions.every((condition) => condition.holds);
    const outcome = isTaken ? 'later' : holds ? 'taken' : 'not_matched';
    isTaken ||= holds;
    return { name, outcome, conditions };
  });
}
