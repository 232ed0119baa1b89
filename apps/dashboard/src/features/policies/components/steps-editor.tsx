'use client';

import { Button } from '@modelhub/ui/button';
import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { Panel } from '@modelhub/ui/panel';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { problemAt } from '../document-problem.ts';
import { copyOfStep, emptyStep, freeName, providerOf, type PolicyForm, type StepForm } from '../policy-form.ts';
import { providerWords } from '../policy-words.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { DocumentProblem } from '../server/policy-input.ts';
import { ProviderFields } from './provider-fields.tsx';
import { Fold, StepCard } from './step-card.tsx';

export interface StepsEditorProps {
  readonly form: PolicyForm;
  readonly choices: EditorChoices;
  readonly problem: DocumentProblem | null;
  readonly disabled: boolean;
  readonly onChange: (form: PolicyForm) => void;
}

/** The policy as cards, in the order in which requests meet them. */
export function StepsEditor({ form, choices, problem, disabled, onChange }: StepsEditorProps) {
  const [said, say] = useState('');
  const { steps } = form;
  const setSteps = (next: readonly StepForm[]): void => onChange({ ...form, steps: next });
  const move = (index: number, by: -1 | 1): void => {
    const moved = steps.toSpliced(index, 1);
    const step = steps[index];
    if (step === undefined) return;
    setSteps(moved.toSpliced(index + by, 0, step));
    say(`${step.name} is step ${index + by + 1} of ${steps.length} now`);
  };
  // In front of the step for everything else, or it would never be reached.
  const add = (): void => setSteps(steps.toSpliced(Math.max(0, steps.length - 1), 0, emptyStep(freeName(steps, 'New step'))));

  return (
    <div className="flex flex-col gap-4">
      <p aria-live="polite" className="sr-only">
        {said}
      </p>
      <Field label="What it does" optional error={problemAt(problem, 'description')} help="A line for the list of policies.">
        <Input value={form.description} disabled={disabled} autoComplete="off" onChange={(event) => onChange({ ...form, description: event.target.value })} />
      </Field>
      <Panel as="div" className="[&>div]:p-0">
        <Fold isFirst title="For every step" words={providerWords(providerOf(form.always))} hasProblem={problemAt(problem, 'always') !== undefined}>
          <p className="mb-4 text-xs text-ink-subtle">
            These hold for whatever this policy decides, and for every request of a key or project whose default it is, also one that names a model itself.
          </p>
          <ProviderFields
            constraintsOnly
            path="always"
            value={form.always}
            choices={choices}
            problem={problem}
            disabled={disabled}
            onChange={(always) => onChange({ ...form, always })}
          />
        </Fold>
      </Panel>
      <ol className="flex flex-col gap-4">
        {steps.map((step, index) => (
          <StepCard
            key={step.key}
            step={step}
            index={index}
            count={steps.length}
            choices={choices}
            problem={problem}
            disabled={disabled}
            onChange={(changed) => setSteps(steps.with(index, changed))}
            onMove={(by) => move(index, by)}
            onDuplicate={() => setSteps(steps.toSpliced(index, 0, copyOfStep(step, freeName(steps, `${step.name} copy`))))}
            onRemove={() => {
              setSteps(steps.toSpliced(index, 1));
              say(`${step.name} is removed`);
            }}
          />
        ))}
      </ol>
      {disabled ? null : (
        <Button className="self-start" onClick={add}>
          <Plus aria-hidden />
          Add a step
        </Button>
      )}
    </div>
  );
}
