'use client';

import { Field } from '@modelhub/ui/field';
import { IconButton } from '@modelhub/ui/icon-button';
import { Input } from '@modelhub/ui/input';
import { ArrowDown, ArrowUp, ChevronRight, Copy, Trash2 } from 'lucide-react';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { problemAt } from '../document-problem.ts';
import { conditionFieldsShown, providerOf, type StepForm } from '../policy-form.ts';
import { providerWords } from '../policy-words.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { DocumentProblem } from '../server/policy-input.ts';
import { ConditionRows } from './condition-rows.tsx';
import { ModelList } from './model-list.tsx';
import { ProviderFields } from './provider-fields.tsx';

export interface StepCardProps {
  readonly step: StepForm;
  readonly index: number;
  readonly count: number;
  readonly choices: EditorChoices;
  readonly problem: DocumentProblem | null;
  readonly disabled: boolean;
  readonly onChange: (step: StepForm) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onDuplicate: () => void;
  readonly onRemove: () => void;
}

/** One step: when it is taken, and where it leads. Alt with an arrow key moves it. */
export function StepCard({ step, index, count, choices, problem, disabled, onChange, onMove, onDuplicate, onRemove }: StepCardProps) {
  const number = index + 1;
  const path = `steps[${index}]`;
  const isLast = number === count;
  const set = <Name extends keyof StepForm>(name: Name, value: StepForm[Name]): void => onChange({ ...step, [name]: value });
  const move = (event: KeyboardEvent): void => {
    if (disabled || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
    event.preventDefault();
    const by = event.key === 'ArrowUp' ? -1 : 1;
    if (index + by >= 0 && index + by < count) onMove(by);
  };
  const whenProblem = problemAt(problem, `${path}.when`);
  const isShownAtRow = problem !== null && conditionFieldsShown(step.conditions).some((field) => problemAt(problem, `${path}.when.${field}`) !== undefined);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys come from the fields and buttons inside
    <li className="rounded-lg border border-line bg-surface" onKeyDown={move}>
      <section aria-label={`Step ${number}`}>
        <header className="flex flex-wrap items-end gap-x-3 gap-y-2 border-b border-line px-5 py-4">
          <Field label={`Step ${number}`} error={problemAt(problem, `${path}.name`)} className="min-w-40 flex-1 sm:max-w-sm">
            <Input
              value={step.name}
              disabled={disabled}
              placeholder="A name for the log"
              autoComplete="off"
              onChange={(event) => set('name', event.target.value)}
            />
          </Field>
          {disabled ? null : (
            <div className="ml-auto flex">
              <IconButton label={`Move step ${number} up`} shortcut="Alt ↑" icon={<ArrowUp aria-hidden />} disabled={index === 0} onClick={() => onMove(-1)} />
              <IconButton label={`Move step ${number} down`} shortcut="Alt ↓" icon={<ArrowDown aria-hidden />} disabled={isLast} onClick={() => onMove(1)} />
              <IconButton label={`Duplicate step ${number}`} icon={<Copy aria-hidden />} onClick={onDuplicate} />
              <IconButton label={`Remove step ${number}`} icon={<Trash2 aria-hidden />} disabled={count === 1} onClick={onRemove} />
            </div>
          )}
        </header>
        <div className="grid gap-x-8 gap-y-5 px-5 py-4 lg:grid-cols-2">
          <div className="flex min-w-0 flex-col gap-2">
            <h2 className="text-sm font-medium">When</h2>
            <p className="text-xs text-ink-subtle">
              {step.conditions.length > 0
                ? 'All of these hold.'
                : isLast
                  ? 'Every request that no earlier step took.'
                  : 'Every request: no later step is reached.'}
            </p>
            <ConditionRows
              step={number}
              conditions={step.conditions}
              choices={choices}
              problem={problem}
              disabled={disabled}
              onChange={(conditions) => set('conditions', conditions)}
            />
            {whenProblem === undefined || isShownAtRow ? null : <Problem>{whenProblem}</Problem>}
          </div>
          <div className="flex min-w-0 flex-col gap-2">
            <h2 className="text-sm font-medium">Goes to</h2>
            <p className="text-xs text-ink-subtle">The first model that can serve; the others are fallbacks. Prices per million tokens.</p>
            <ModelList
              label={`Models of step ${number}`}
              models={step.models}
              choices={choices.models}
              disabled={disabled}
              onChange={(models) => set('models', models)}
            />
            <ProblemAt problem={problem} path={`${path}.models`} />
          </div>
        </div>
        <Fold
          title="Preference and constraints"
          words={providerWords(providerOf(step.provider))}
          hasProblem={problemAt(problem, `${path}.provider`) !== undefined}
        >
          <ProviderFields
            path={`${path}.provider`}
            value={step.provider}
            choices={choices}
            problem={problem}
            disabled={disabled}
            onChange={(provider) => set('provider', provider)}
          />
        </Fold>
        <Fold
          title="When it is refused"
          words={[
            ...(step.onContextTooLong.length === 0 ? [] : [`too long: ${step.onContextTooLong.join(', ')}`]),
            ...(step.onContentFiltered.length === 0 ? [] : [`filtered: ${step.onContentFiltered.join(', ')}`]),
          ]}
          hasProblem={(['on_context_too_long', 'on_content_filtered'] as const).some((field) => problemAt(problem, `${path}.${field}`) !== undefined)}
        >
          <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
            {(
              [
                ['The prompt is too long for the model', 'onContextTooLong', 'on_context_too_long'],
                ['A content filter refuses it', 'onContentFiltered', 'on_content_filtered'],
              ] as const
            ).map(([title, name, field]) => (
              <div key={name} className="flex min-w-0 flex-col gap-2">
                <h3 className="text-sm">{title}</h3>
                <ModelList
                  label={`Step ${number}: ${title.toLowerCase()}`}
                  models={step[name]}
                  choices={choices.models}
                  disabled={disabled}
                  onChange={(models) => set(name, models)}
                />
                <ProblemAt problem={problem} path={`${path}.${field}`} />
              </div>
            ))}
          </div>
        </Fold>
      </section>
    </li>
  );
}

function Problem({ children }: { readonly children: ReactNode }) {
  return (
    <p role="alert" className="text-xs text-down-ink">
      {children}
    </p>
  );
}

function ProblemAt({ problem, path }: { readonly problem: DocumentProblem | null; readonly path: string }) {
  const words = problemAt(problem, path);
  return words === undefined ? null : <Problem>{words}</Problem>;
}

interface FoldProps {
  readonly title: string;
  /** What is set inside, told while it is closed. */
  readonly words: readonly string[];
  readonly hasProblem: boolean;
  /** Has no line above it. */
  readonly isFirst?: boolean;
  readonly children: ReactNode;
}

/** A part of a card that most steps leave as it is. What is wrong inside opens it. */
export function Fold({ title, words, hasProblem, isFirst = false, children }: FoldProps) {
  const [wasOpened, setOpened] = useState(false);
  const isOpen = wasOpened || hasProblem;
  return (
    <div className={isFirst ? '' : 'border-t border-line'}>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpened(!isOpen)}
        className="flex w-full flex-wrap items-center gap-x-2 gap-y-0.5 px-5 py-3 text-left text-sm outline-offset-[-2px]"
      >
        <ChevronRight aria-hidden className={`size-4 shrink-0 text-ink-subtle transition-transform ${isOpen ? 'rotate-90' : ''}`} />
        <span className="text-ink-muted">{title}</span>
        <span className="min-w-0 truncate text-ink-subtle">{words.length === 0 ? 'none' : words.join(' · ')}</span>
      </button>
      {isOpen ? <div className="px-5 pt-1 pb-5">{children}</div> : null}
    </div>
  );
}
