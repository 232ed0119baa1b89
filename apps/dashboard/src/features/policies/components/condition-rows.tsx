'use client';

import { Button } from '@modelhub/ui/button';
import { MultiCombobox } from '@modelhub/ui/combobox';
import { IconButton } from '@modelhub/ui/icon-button';
import { Input } from '@modelhub/ui/input';
import { Select } from '@modelhub/ui/select';
import { Plus, X } from 'lucide-react';
import { problemAt } from '../document-problem.ts';
import { choicesBeside, isFlag, isRange, newCondition, type ConditionFeature, type ConditionForm } from '../policy-form.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { DocumentProblem } from '../server/policy-input.ts';

const FEATURE_WORDS = {
  prompt_tokens: 'Prompt tokens',
  output_tokens_max: 'Output tokens allowed',
  turns: 'Turns of the user',
  has_tools: 'Tools',
  has_images: 'Images',
  has_audio: 'Audio',
  has_files: 'Files',
  json_output: 'JSON asked for',
  languages: 'Language',
  surfaces: 'Surface',
  metadata: 'Metadata',
} as const satisfies Record<ConditionFeature, string>;

const RANGE_OPERATORS = [
  { value: 'min', label: 'at least' },
  { value: 'max', label: 'at most' },
] as const;
const FLAG_OPERATORS = [
  { value: 'true', label: 'yes' },
  { value: 'false', label: 'no' },
] as const;

export interface ConditionRowsProps {
  /** Counted from 1, as on the page. */
  readonly step: number;
  readonly conditions: readonly ConditionForm[];
  readonly choices: EditorChoices;
  readonly problem: DocumentProblem | null;
  readonly onChange: (conditions: readonly ConditionForm[]) => void;
  readonly disabled: boolean;
}

/** What has to hold for a step to be taken: all of the rows. */
export function ConditionRows({ step, conditions, choices, problem, onChange, disabled }: ConditionRowsProps) {
  const [next] = choicesBeside(conditions);
  return (
    <div className="flex flex-col gap-2">
      {conditions.map((condition) => (
        <ConditionRow
          key={condition.key}
          step={step}
          condition={condition}
          others={conditions.filter((other) => other !== condition)}
          choices={choices}
          error={problemAt(problem, pathOf(step, condition))}
          disabled={disabled}
          onChange={(changed) => onChange(conditions.map((other) => (other === condition ? changed : other)))}
          onRemove={() => onChange(conditions.filter((other) => other !== condition))}
        />
      ))}
      {disabled || next === undefined ? null : (
        <Button size="sm" className="self-start" onClick={() => onChange([...conditions, newCondition(next)])}>
          <Plus aria-hidden />
          {conditions.length === 0 ? 'Add a condition' : 'And'}
        </Button>
      )}
    </div>
  );
}

/** Where the reader of documents finds fault with a row. */
function pathOf(step: number, { feature, operator, name }: ConditionForm): string {
  const at = `steps[${step - 1}].when.${feature}`;
  if (isRange(feature)) return `${at}.${operator}`;
  return feature === 'metadata' && name.trim() !== '' ? `${at}.${name.trim()}` : at;
}

interface ConditionRowProps {
  readonly step: number;
  readonly condition: ConditionForm;
  readonly others: readonly ConditionForm[];
  readonly choices: EditorChoices;
  readonly error: string | undefined;
  readonly disabled: boolean;
  readonly onChange: (condition: ConditionForm) => void;
  readonly onRemove: () => void;
}

function ConditionRow({ step, condition, others, choices, error, disabled, onChange, onRemove }: ConditionRowProps) {
  const { feature, operator } = condition;
  const offered = choicesBeside(others);
  const features = [...new Set(offered.map(([one]) => one))];
  const operators = offered.flatMap(([one, of]) => (one === feature ? [of] : []));
  const label = `Step ${step}, ${FEATURE_WORDS[feature].toLowerCase()}`;
  return (
    <div className="flex flex-col gap-1">
      <div className="flex flex-wrap items-start gap-2 sm:flex-nowrap">
        <Select
          label={`Step ${step}, condition on`}
          className="w-48 shrink-0 max-sm:w-full"
          disabled={disabled}
          options={features.map((value) => ({ value, label: FEATURE_WORDS[value] }))}
          value={feature}
          onValueChange={(chosen) => {
            const choice = offered.find(([one]) => one === chosen);
            if (choice !== undefined && chosen !== feature) onChange({ ...newCondition(choice), key: condition.key });
          }}
        />
        {isRange(feature) ? (
          <>
            <Select
              label={`${label}, compared`}
              className="w-28 shrink-0"
              disabled={disabled}
              options={RANGE_OPERATORS.filter(({ value }) => operators.includes(value))}
              value={operator === 'max' ? 'max' : 'min'}
              onValueChange={(chosen) => onChange({ ...condition, operator: chosen })}
            />
            <Input
              aria-label={label}
              aria-invalid={error !== undefined}
              className="min-w-24 flex-1"
              inputMode="numeric"
              placeholder="500"
              disabled={disabled}
              value={condition.text}
              onChange={(event) => onChange({ ...condition, text: event.target.value })}
            />
          </>
        ) : null}
        {isFlag(feature) ? (
          <Select
            label={label}
            className="min-w-24 flex-1"
            disabled={disabled}
            options={FLAG_OPERATORS}
            value={condition.text === 'false' ? 'false' : 'true'}
            onValueChange={(text) => onChange({ ...condition, text })}
          />
        ) : null}
        {feature === 'languages' || feature === 'surfaces' ? (
          <MultiCombobox
            label={label}
            className="min-w-40 flex-1"
            disabled={disabled}
            options={choices[feature]}
            placeholder={feature === 'languages' ? 'One of these languages' : 'One of these surfaces'}
            values={condition.values}
            onValuesChange={(values) => onChange({ ...condition, values })}
          />
        ) : null}
        {feature === 'metadata' ? (
          <>
            <Input
              aria-label={`${label}, key`}
              className="min-w-24 flex-1"
              placeholder="team"
              disabled={disabled}
              value={condition.name}
              onChange={(event) => onChange({ ...condition, name: event.target.value })}
            />
            <Input
              aria-label={`${label}, one of`}
              aria-invalid={error !== undefined}
              className="min-w-24 flex-1"
              placeholder="support, sales"
              disabled={disabled}
              value={condition.text}
              onChange={(event) => onChange({ ...condition, text: event.target.value })}
            />
          </>
        ) : null}
        {disabled ? null : <IconButton label={`Remove the condition on ${FEATURE_WORDS[feature].toLowerCase()}`} icon={<X aria-hidden />} onClick={onRemove} />}
      </div>
      {error === undefined ? null : (
        <p role="alert" className="text-xs text-down-ink">
          {error}
        </p>
      )}
    </div>
  );
}
