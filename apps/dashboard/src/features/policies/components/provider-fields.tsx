'use client';

import { Checkbox } from '@modelhub/ui/checkbox';
import { MultiCombobox } from '@modelhub/ui/combobox';
import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { problemAt, problemElsewhere } from '../document-problem.ts';
import { BALANCE_KEYS, type Preference, type ProviderForm } from '../policy-form.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { DocumentProblem } from '../server/policy-input.ts';

const PREFERENCES = [
  { value: '', label: 'Cheapest (unless the request says otherwise)' },
  { value: 'price', label: 'Cheapest first' },
  { value: 'latency', label: 'First to answer first' },
  { value: 'throughput', label: 'Most tokens a second first' },
  { value: 'quality', label: 'Best model first' },
  { value: 'balanced', label: 'Balanced, by weights' },
] as const satisfies readonly { value: Preference; label: string }[];

const WEIGHT_WORDS = { price: 'Price', latency: 'Latency', throughput: 'Throughput', quality: 'Quality' } as const;

const SHOWN = ['sort', 'balance', 'regions', 'data_collection', 'zdr', 'only', 'ignore', 'quantizations', 'max_price.prompt', 'max_price.completion'];

export interface ProviderFieldsProps {
  /** Where it is in the document: `always`, `steps[0].provider`. */
  readonly path: string;
  readonly value: ProviderForm;
  readonly choices: EditorChoices;
  readonly problem: DocumentProblem | null;
  readonly onChange: (value: ProviderForm) => void;
  /** Constraints alone: what holds for every step prefers nothing. */
  readonly constraintsOnly?: boolean;
  readonly disabled: boolean;
}

/** Who may serve, and who of those is preferred. */
export function ProviderFields({ path, value, choices, problem, onChange, constraintsOnly = false, disabled }: ProviderFieldsProps) {
  const set = <Name extends keyof ProviderForm>(name: Name, next: ProviderForm[Name]): void => onChange({ ...value, [name]: next });
  const errorAt = (field: string): string | undefined => problemAt(problem, `${path}.${field}`);
  const rest = Object.entries(value.rest);
  const elsewhere = problemElsewhere(problem, path, SHOWN);
  const multi = (name: 'regions' | 'only' | 'ignore' | 'quantizations', options: EditorChoices['regions'], placeholder: string) => (
    <MultiCombobox disabled={disabled} options={options} placeholder={placeholder} values={value[name]} onValuesChange={(next) => set(name, next)} />
  );
  return (
    <fieldset disabled={disabled} className="grid min-w-0 grid-cols-1 gap-x-5 gap-y-4 sm:grid-cols-2">
      {constraintsOnly ? null : (
        <Field label="Prefer" error={errorAt('sort')} className="sm:col-span-2">
          <Select options={PREFERENCES} value={value.sort} disabled={disabled} onValueChange={(sort) => set('sort', sort)} />
        </Field>
      )}
      {value.sort === 'balanced' ? (
        <div role="group" aria-label="Weights" className="grid grid-cols-2 gap-3 sm:col-span-2 sm:grid-cols-4">
          {BALANCE_KEYS.map((key) => (
            <Field key={key} label={WEIGHT_WORDS[key]} error={errorAt(`balance.${key}`)}>
              <Input
                inputMode="decimal"
                placeholder={key === 'quality' ? '0' : '1'}
                value={value.balance[key]}
                onChange={(event) => set('balance', { ...value.balance, [key]: event.target.value })}
              />
            </Field>
          ))}
        </div>
      ) : null}
      <Field label="Regions" optional error={errorAt('regions')} help="Only endpoints that surely run there.">
        {multi('regions', choices.regions, 'Anywhere')}
      </Field>
      <Field label="Precision" optional error={errorAt('quantizations')} help="Of the model’s weights, where a provider states it.">
        {multi('quantizations', choices.quantizations, 'Any')}
      </Field>
      <Field label="Only these providers" optional error={errorAt('only')}>
        {multi('only', choices.providers, 'Every provider')}
      </Field>
      <Field label="Never these providers" optional error={errorAt('ignore')}>
        {multi('ignore', choices.providers, 'None left out')}
      </Field>
      <Field label="Price of a prompt, at most" optional error={errorAt('max_price.prompt')} help="The provider’s, per million tokens.">
        <Input inputMode="decimal" prefix="$" placeholder="No limit" value={value.maxPrompt} onChange={(event) => set('maxPrompt', event.target.value)} />
      </Field>
      <Field label="Price of an answer, at most" optional error={errorAt('max_price.completion')} help="The provider’s, per million tokens.">
        <Input
          inputMode="decimal"
          prefix="$"
          placeholder="No limit"
          value={value.maxCompletion}
          onChange={(event) => set('maxCompletion', event.target.value)}
        />
      </Field>
      <div role="group" aria-label="Data" className="flex flex-col gap-2 sm:col-span-2">
        <Checkbox checked={value.noTraining} disabled={disabled} onCheckedChange={(checked) => set('noTraining', checked)}>
          No training: only providers that say they do not train on what they are sent
        </Checkbox>
        <Checkbox checked={value.zeroRetention} disabled={disabled} onCheckedChange={(checked) => set('zeroRetention', checked)}>
          Zero retention: only providers that say they keep nothing
        </Checkbox>
      </div>
      {rest.length === 0 ? null : (
        <p className="text-xs text-ink-subtle sm:col-span-2">
          Set as JSON besides: <code>{rest.map(([field, set_]) => `${field}: ${JSON.stringify(set_)}`).join(', ')}</code>
        </p>
      )}
      {elsewhere === undefined ? null : (
        <p role="alert" className="text-xs text-down-ink sm:col-span-2">
          {elsewhere}
        </p>
      )}
    </fieldset>
  );
}
