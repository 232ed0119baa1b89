'use client';

import { MultiCombobox, type ComboboxOption } from '@modelhub/ui/combobox';
import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { BUDGET_WINDOWS, FIELD_PATHS, type KeyFormValues } from '../key-form.ts';

export interface KeyFieldsProps {
  readonly form: UseFormReturn<KeyFormValues>;
  /** Messages by the server's path. */
  readonly errors: Readonly<Record<string, string>>;
  readonly models: readonly ComboboxOption[];
}

/** The limits of a key. Each is off while its field is empty. */
export function KeyLimitFields({ form, errors, models }: KeyFieldsProps) {
  const { control, register } = form;
  const errorAt = (field: keyof typeof FIELD_PATHS) => errors[FIELD_PATHS[field]];
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
        <Controller
          control={control}
          name="allowedModels"
          render={({ field }) => <MultiCombobox options={models} placeholder="Every model" values={field.value} onValuesChange={field.onChange} />}
        />
      </Field>
    </>
  );
}
