'use client';

import { Combobox } from '@modelhub/ui/combobox';
import { IconButton } from '@modelhub/ui/icon-button';
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import type { Choice } from '../server/editor-choices.ts';

export interface ModelListProps {
  /** Names the group for assistive technology: "Models of step 1". */
  readonly label: string;
  readonly models: readonly string[];
  readonly choices: readonly Choice[];
  readonly onChange: (models: readonly string[]) => void;
  readonly disabled: boolean;
}

/** Models in the order in which they are tried, each with its price. */
export function ModelList({ label, models, choices, onChange, disabled }: ModelListProps) {
  const details = new Map(choices.map(({ value, detail }) => [value, detail]));
  const swap = (from: number, to: number): void => {
    const moved = [...models];
    [moved[from], moved[to]] = [models[to] ?? '', models[from] ?? ''];
    onChange(moved);
  };
  return (
    <div role="group" aria-label={label} className="flex flex-col gap-2">
      {models.length === 0 ? null : (
        <ol className="divide-y divide-line rounded-md border border-line">
          {models.map((model, index) => (
            <li key={model} className="flex items-center gap-2 py-1.5 pr-1.5 pl-3">
              <span className="w-9 shrink-0 text-xs text-ink-subtle max-sm:hidden">{index === 0 ? 'First' : 'Then'}</span>
              <span className="min-w-0 flex-1">
                <code className="block text-sm [overflow-wrap:anywhere] max-sm:text-xs">{model}</code>
                <span className="block text-xs text-ink-subtle">{details.get(model) ?? 'not in the catalog'}</span>
              </span>
              {disabled ? null : (
                <span className="flex shrink-0">
                  <IconButton
                    size="sm"
                    label={`Try ${model} earlier`}
                    icon={<ArrowUp aria-hidden />}
                    disabled={index === 0}
                    onClick={() => swap(index, index - 1)}
                  />
                  <IconButton
                    size="sm"
                    label={`Try ${model} later`}
                    icon={<ArrowDown aria-hidden />}
                    disabled={index === models.length - 1}
                    onClick={() => swap(index, index + 1)}
                  />
                  <IconButton
                    size="sm"
                    label={`Remove ${model}`}
                    icon={<X aria-hidden />}
                    onClick={() => onChange(models.filter((other) => other !== model))}
                  />
                </span>
              )}
            </li>
          ))}
        </ol>
      )}
      {disabled ? null : (
        <Combobox
          key={models.join()}
          label={models.length === 0 ? `${label}: choose one` : `${label}: add a fallback`}
          placeholder={models.length === 0 ? 'Choose a model' : 'Add a fallback'}
          options={choices.filter(({ value }) => !models.includes(value))}
          value={null}
          onValueChange={(model) => (model === null ? undefined : onChange([...models, model]))}
        />
      )}
    </div>
  );
}
