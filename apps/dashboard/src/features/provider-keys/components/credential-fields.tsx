'use client';

import { Field } from '@modelhub/ui/field';
import { Input } from '@modelhub/ui/input';
import { Textarea } from '@modelhub/ui/textarea';
import type { ProviderOption } from '../server/offered-providers.ts';

export interface SecretFormValues {
  readonly values: Readonly<Record<string, string>>;
  readonly baseUrl: string;
}

export const EMPTY_SECRET: SecretFormValues = { values: {}, baseUrl: '' };

/** As the server takes it. */
export function secretInput({ values, baseUrl }: SecretFormValues): { values: Record<string, string>; baseUrl: string | null } {
  return { values: { ...values }, baseUrl: baseUrl.trim() === '' ? null : baseUrl };
}

/** The paths at which the server finds fault with these fields. */
export function secretFieldPaths(provider: ProviderOption): readonly string[] {
  return ['baseUrl', ...provider.fields.map(({ name }) => `values.${name}`)];
}

export interface CredentialFieldsProps {
  readonly provider: ProviderOption;
  readonly secret: SecretFormValues;
  readonly onChange: (secret: SecretFormValues) => void;
  /** Messages by the server's path. */
  readonly errors: Readonly<Record<string, string>>;
}

/** What the chosen provider asks for, and where it is. */
export function CredentialFields({ provider, secret, onChange, errors }: CredentialFieldsProps) {
  const set = (name: string, value: string): void => onChange({ ...secret, values: { ...secret.values, [name]: value } });
  return (
    <>
      {provider.fields.map(({ name, label, isSecret, isOptional, isMultiline, example }) => {
        const common = { value: secret.values[name] ?? '', placeholder: example, autoComplete: 'off', spellCheck: false } as const;
        return (
          <Field key={name} label={label} optional={isOptional} error={errors[`values.${name}`]}>
            {isMultiline === true ? (
              <Textarea {...common} className="max-h-48 font-mono text-xs" onChange={(event) => set(name, event.target.value)} />
            ) : (
              // Not a password of this site: managers of passwords leave it alone.
              <Input
                {...common}
                type={isSecret ? 'password' : 'text'}
                data-1p-ignore
                data-lpignore="true"
                onChange={(event) => set(name, event.target.value)}
              />
            )}
          </Field>
        );
      })}
      <Field
        label="Base URL"
        optional={!provider.needsBaseUrl}
        error={errors['baseUrl']}
        help={
          provider.needsBaseUrl
            ? 'Your own address of this provider’s API.'
            : `Only for another address of the same API, such as a model server or a proxy of yours.`
        }
      >
        <Input
          value={secret.baseUrl}
          placeholder={provider.baseUrlExample ?? undefined}
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onChange({ ...secret, baseUrl: event.target.value })}
        />
      </Field>
    </>
  );
}
