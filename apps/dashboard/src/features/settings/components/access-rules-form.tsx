'use client';

import { MultiCombobox, type ComboboxOption } from '@modelhub/ui/combobox';
import { Field } from '@modelhub/ui/field';
import { toast } from '@modelhub/ui/toast';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import { SaveForm } from './save-form.tsx';

const FIELDS = [
  {
    name: 'allowedModels',
    of: 'models',
    label: 'Models',
    help: 'With none chosen every model may be used, also those that come later.',
    placeholder: 'Every model',
  },
  { name: 'deniedModels', of: 'models', label: 'Never these models', help: 'Also where they are allowed above.', placeholder: 'None left out' },
  { name: 'allowedProviders', of: 'providers', label: 'Providers', help: 'With none chosen every provider may serve.', placeholder: 'Every provider' },
  { name: 'deniedProviders', of: 'providers', label: 'Never these providers', help: 'Also where they are allowed above.', placeholder: 'None left out' },
] as const;

type Rules = Readonly<Record<(typeof FIELDS)[number]['name'], readonly string[]>>;

export interface AccessRulesFormProps {
  readonly rules: Rules;
  readonly choices: { readonly models: readonly ComboboxOption[]; readonly providers: readonly ComboboxOption[] };
  readonly canUpdate: boolean;
}

/** What the organization may use at all, above every key and policy. */
export function AccessRulesForm({ rules, choices, canUpdate }: AccessRulesFormProps) {
  const trpc = useTRPC();
  const [values, setValues] = useState(rules);
  const update = useMutation(
    trpc.settings.accessRules.update.mutationOptions({
      onSuccess: () => toast.success('Rules saved', { description: 'They hold for every key from the next request on.' }),
    }),
  );
  const problem = problemOf(
    update.error,
    FIELDS.map(({ name }) => name),
  );
  return (
    <SaveForm
      submit="Save rules"
      pending={update.isPending}
      problem={problem}
      disabled={!canUpdate}
      onSave={() =>
        update.mutate({
          allowedModels: [...values.allowedModels],
          deniedModels: [...values.deniedModels],
          allowedProviders: [...values.allowedProviders],
          deniedProviders: [...values.deniedProviders],
        })
      }
    >
      {FIELDS.map(({ name, of, label, help, placeholder }) => (
        <Field key={name} label={label} optional help={help} error={problem.fields[name]}>
          <MultiCombobox
            disabled={!canUpdate}
            options={choices[of]}
            placeholder={placeholder}
            values={values[name]}
            onValuesChange={(next) => setValues({ ...values, [name]: next })}
          />
        </Field>
      ))}
    </SaveForm>
  );
}
