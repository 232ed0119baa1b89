'use client';

import { MultiCombobox, type ComboboxOption } from '@modelhub/ui/combobox';
import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { BUDGET_WINDOWS, FIELD_PATHS, type KeyFormValues } from '../key-form.ts';

/** What a key can be narrowed to. */
export interface KeyChoices {
  readonly models: readonly ComboboxOption[];
  readonly providers: readonly ComboboxOption[];
  /** Published policies of the organization. */
  readonly policies: readonly { readonly id: string; readonly name: string }[];
}

export interface KeyFieldsProps {
  readonly form: UseFormReturn<KeyFormValues>;
  /** Messages by the server's path. */
  readonly errors: Readonly<Record<string, string>>;
  readonly choices: KeyChoices;
}

/** The limits of a key. Each is off while its field is empty. */
export function KeyLimitFields({ form, errors, choices }: KeyFieldsProps) {
  const { control, register } = form;
  const errorAt = (field: keyof typeof FIELD_PATHS) => errors[FIELD_PATHS[field]];
  const several = (
    name: 'allowedModels' | 'deniedModels' | 'allowedProviders' | 'deniedProviders',
    options: readonly ComboboxOption[],
    placeholder: string,
  ) => (
    <Controller
      control={control}
      name={name}
      render={({ field }) => <MultiCombobox options={options} placeholder={placeholder} values={field.value} onValuesChange={field.onChange} />}
    />
  );
  return (
    <>
      <Field
        label="Budget"
        optional
        error={errorAt('budgetUsd')}
        help="Requests are refused once this is spent. Counted to the nano-dollar, in UTC days, weeks from Monday and calendar months."
      >
        <div className="grid grid-cols-[1fr_8rem] gap-2">
          <Input inputMode="decimal" placeholder="No budget" prefix="$" {...register('budgetUsd')} />
          <Controller
            control={control}
            name="budgetWindow"
            render={({ field }) => <Select label="Budget window" options={BUDGET_WINDOWS} value={field.value} onValueChange={field.onChange} />}
          />
        </div>
      </Field>
      <Field label="Requests a minute" optional error={errorAt('requestsPerMinute')}>
        <Input inputMode="numeric" placeholder="No limit" {...register('requestsPerMinute')} />
      </Field>
      <Field label="Tokens a minute" optional error={errorAt('tokensPerMinute')}>
        <Input inputMode="numeric" placeholder="No limit" {...register('tokensPerMinute')} />
      </Field>
      <Field label="Requests at once" optional error={errorAt('maxConcurrency')}>
        <Input inputMode="numeric" placeholder="No limit" {...register('maxConcurrency')} />
      </Field>
      <Field label="Last day" optional error={errorAt('expiresOn')} help="The key works until midnight UTC.">
        <Input type="date" {...register('expiresOn')} />
      </Field>
      <Field label="Models" optional error={errorAt('allowedModels')} help="With none chosen, the key may use every model, also those that come later.">
        {several('allowedModels', choices.models, 'Every model')}
      </Field>
      <Field label="Never these models" optional error={errorAt('deniedModels')}>
        {several('deniedModels', choices.models, 'None left out')}
      </Field>
      <Field label="Providers" optional error={errorAt('allowedProviders')} help="With none chosen, every provider may serve.">
        {several('allowedProviders', choices.providers, 'Every provider')}
      </Field>
      <Field label="Never these providers" optional error={errorAt('deniedProviders')}>
        {several('deniedProviders', choices.providers, 'None left out')}
      </Field>
      <Field
        label="Default policy"
        optional
        error={errorAt('defaultPolicyId')}
        help="Decides for the model modelhub/auto. What it says for every step also holds for requests that name a model themselves."
      >
        <Controller
          control={control}
          name="defaultPolicyId"
          render={({ field }) => <Select options={policyOptions(choices.policies, field.value)} value={field.value} onValueChange={field.onChange} />}
        />
      </Field>
    </>
  );
}

/** A policy that was archived since stays chosen until somebody chooses another one. */
function policyOptions(policies: KeyChoices['policies'], chosen: string) {
  const known = policies.map(({ id, name }) => ({ value: id, label: name }));
  const gone = chosen === '' || policies.some(({ id }) => id === chosen) ? [] : [{ value: chosen, label: 'A policy that is archived' }];
  return [{ value: '', label: 'That of the project' }, ...known, ...gone];
}
