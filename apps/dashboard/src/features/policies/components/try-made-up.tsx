'use client';

import { Badge } from '@modelhub/ui/badge';
import { Button } from '@modelhub/ui/button';
import { Checkbox } from '@modelhub/ui/checkbox';
import { Field } from '@modelhub/ui/field';
import { Form, FormActions, FormError } from '@modelhub/ui/form';
import { formatMoney, formatMoneyExact } from '@modelhub/ui/format';
import { Input } from '@modelhub/ui/input';
import { Panel } from '@modelhub/ui/panel';
import { Select } from '@modelhub/ui/select';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';
import type { PolicyDocument, StepConditions } from '../policy-document.ts';
import { conditionWords } from '../policy-words.ts';
import type { EditorChoices } from '../server/editor-choices.ts';
import type { TriedMadeUp } from '../server/try-made-up.ts';

interface MadeUp {
  readonly surface: string;
  readonly prompt: string;
  readonly outputMax: string;
  readonly output: string;
  readonly turns: string;
  readonly tools: string;
  readonly images: string;
  readonly audio: string;
  readonly files: string;
  readonly json: boolean;
  readonly language: string;
  readonly metadata: string;
}

const START: MadeUp = {
  surface: 'chat.completions',
  prompt: '300',
  outputMax: '',
  output: '200',
  turns: '1',
  tools: '0',
  images: '0',
  audio: '0',
  files: '0',
  json: false,
  language: 'en',
  metadata: '',
};

/** Counts of the form by the path at which the server finds fault with them. */
const COUNTS = [
  ['prompt', 'Prompt tokens', 'features.prompt_tokens'],
  ['outputMax', 'Output tokens allowed', 'features.output_tokens_max'],
  ['output', 'Output tokens, for the cost', 'outputTokens'],
  ['turns', 'Turns of the user', 'features.turns'],
  ['tools', 'Tools', 'features.tools'],
  ['images', 'Images', 'features.images'],
  ['audio', 'Recordings', 'features.audio'],
  ['files', 'Files', 'features.files'],
] as const satisfies readonly (readonly [keyof MadeUp, string, string])[];

const CANDIDATES_SHOWN = 6;

/** A request of somebody's imagination: which step takes it and why, and where it goes. */
export function TryMadeUp({ document, isValid, choices }: { readonly document: PolicyDocument; readonly isValid: boolean; readonly choices: EditorChoices }) {
  const trpc = useTRPC();
  const [values, setValues] = useState(START);
  const run = useMutation(trpc.policies.tryOnMadeUp.mutationOptions());
  const problem = problemOf(
    run.error,
    COUNTS.map(([, , path]) => path),
  );
  const set = (name: keyof MadeUp, value: string | boolean): void => setValues({ ...values, [name]: value });

  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault();
    run.mutate({ document: document as never, features: featuresOf(values) as never, outputTokens: countOf(values.output) });
  }

  return (
    <div className="grid grid-cols-1 items-start gap-5 lg:grid-cols-2">
      <Form onSubmit={submit}>
        <div className="grid grid-cols-1 gap-4 sm:grid-cols-2">
          <Field label="Surface">
            <Select options={choices.surfaces} value={values.surface} onValueChange={(surface) => set('surface', surface)} />
          </Field>
          <Field label="Language">
            <Select
              options={[{ value: '', label: 'Cannot be told' }, ...choices.languages]}
              value={values.language}
              onValueChange={(language) => set('language', language)}
            />
          </Field>
          {COUNTS.map(([name, label, path]) => (
            <Field key={name} label={label} optional={name === 'outputMax'} error={problem.fields[path]}>
              <Input
                inputMode="numeric"
                placeholder={name === 'outputMax' ? 'No limit' : '0'}
                value={values[name]}
                onChange={(event) => set(name, event.target.value)}
              />
            </Field>
          ))}
          <Field label="Metadata" optional help="As in team=support, plan=pro" className="sm:col-span-2">
            <Input value={values.metadata} placeholder="team=support" onChange={(event) => set('metadata', event.target.value)} />
          </Field>
          <Checkbox checked={values.json} onCheckedChange={(checked) => set('json', checked)}>
            The answer has to be JSON
          </Checkbox>
        </div>
        <FormError message={problem.message} requestId={problem.requestId} />
        <FormActions submit="Try it" pending={run.isPending} disabled={!isValid} />
      </Form>
      {run.data === undefined ? null : <MadeUpResult tried={run.data} />}
    </div>
  );
}

function countOf(text: string): number {
  return text.trim() === '' ? 0 : Number(text.replaceAll(/[\s,]/g, ''));
}

function featuresOf(values: MadeUp) {
  const pairs = values.metadata.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 1 ? [] : [[pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const];
  });
  return {
    surface: values.surface,
    prompt_tokens: countOf(values.prompt),
    output_tokens_max: values.outputMax.trim() === '' ? null : countOf(values.outputMax),
    turns: countOf(values.turns),
    tools: countOf(values.tools),
    images: countOf(values.images),
    audio: countOf(values.audio),
    files: countOf(values.files),
    json_output: values.json,
    language: values.language === '' ? null : values.language,
    metadata: Object.fromEntries(pairs),
  };
}

/** A condition as the cards say it. */
function wantedWords(field: string, wanted: unknown): string {
  const [, key] = /^metadata\.(.+)$/.exec(field) ?? [];
  const when = key === undefined ? { [field]: wanted } : { metadata: { [key]: wanted } };
  return conditionWords(when as StepConditions).join(', ');
}

function hereWords(value: unknown): string {
  if (typeof value === 'number') return value.toLocaleString('en');
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : 'none is known';
}

const OUTCOMES = { taken: 'Taken', not_matched: 'Not taken', later: 'Not reached' } as const;

function MadeUpResult({ tried }: { readonly tried: TriedMadeUp & { readonly isProvidersKnown: boolean } }) {
  const [areAllShown, showAll] = useState(false);
  const shown = areAllShown ? tried.candidates : tried.candidates.slice(0, CANDIDATES_SHOWN);
  return (
    <div aria-live="polite" className="flex flex-col gap-4">
      <Panel title={`It takes the step ${tried.step}`} as="div">
        <ol className="flex flex-col gap-3 text-sm">
          {tried.trace.map(({ name, outcome, conditions }) => (
            <li key={name}>
              <span className="flex items-center gap-2">
                <span className="font-medium">{name}</span>
                <Badge tone={outcome === 'taken' ? 'healthy' : 'neutral'}>{OUTCOMES[outcome]}</Badge>
              </span>
              <ul className="mt-1 text-xs text-ink-muted">
                {outcome === 'later'
                  ? null
                  : conditions.map(({ field, wanted, value, holds }) => (
                      <li key={field}>
                        <span aria-hidden>{holds ? '✓' : '✗'}</span>
                        <span className="sr-only">{holds ? 'holds:' : 'does not hold:'}</span> {wantedWords(field, wanted)}; here {hereWords(value)}
                      </li>
                    ))}
              </ul>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={tried.reason === null ? 'It goes to the first of these that can serve' : 'Nothing can serve it'} as="div">
        {tried.reason === null ? null : <p className="text-sm text-down-ink">{tried.reason}</p>}
        <ol className="flex flex-col gap-1.5 text-sm">
          {shown.map(({ endpointId, costNanoUsd }) => (
            <li key={endpointId} className="flex justify-between gap-3">
              <code className="min-w-0 text-xs break-all">{endpointId}</code>
              <span className="shrink-0 tabular-nums" title={costNanoUsd === null ? undefined : formatMoneyExact(costNanoUsd)}>
                {costNanoUsd === null ? 'no price' : formatMoney(costNanoUsd)}
              </span>
            </li>
          ))}
        </ol>
        {shown.length < tried.candidates.length ? (
          <Button size="sm" variant="ghost" className="mt-2" onClick={() => showAll(true)}>
            Show all {tried.candidates.length}
          </Button>
        ) : null}
        {tried.excluded.length === 0 ? null : (
          <details className="mt-3 text-xs text-ink-muted">
            <summary className="cursor-pointer">{tried.excluded.length} endpoints were left out</summary>
            <ul className="mt-2 flex flex-col gap-1">
              {tried.excluded.map(({ endpointId, reason }) => (
                <li key={endpointId}>
                  <code className="break-all">{endpointId}</code>: {reason}
                </li>
              ))}
            </ul>
          </details>
        )}
      </Panel>
    </div>
  );
}
