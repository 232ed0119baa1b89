'use client';

import { Button } from '@modelhub/ui/button';
import { Select } from '@modelhub/ui/select';
import type { UsageChoices } from '#src/features/usage/server/choices.ts';
import type { PolicyChoice } from '../server/policy-choices.ts';
import { STATUSES, type RequestsQuery, type StatusFilter } from '../requests-query.ts';

const ANY = 'any';

const STATUS_WORDS = {
  completed: 'Completed',
  cancelled: 'Cancelled',
  failed: 'Failed',
  truncated: 'Cut off',
  interrupted: 'Interrupted',
  '4xx': 'Status 4xx',
  '5xx': 'Status 5xx',
} as const satisfies Record<StatusFilter, string>;

const SINCE_OPTIONS = [
  { value: ANY, label: 'Any time' },
  { value: '24h', label: 'Last 24 h' },
  { value: '7d', label: 'Last 7 d' },
  { value: '30d', label: 'Last 30 d' },
  { value: 'month', label: 'This month' },
] as const;

const ATTEMPTS_OPTIONS = [
  { value: ANY, label: 'Any attempts' },
  { value: 'false', label: 'One attempt' },
  { value: 'true', label: 'Several attempts' },
] as const;

const NOT_NARROWED = { model: '', key: '', project: '', status: null, stream: null, fallback: null, policy: '', step: '', since: null } as const;

export interface RequestsFiltersProps {
  readonly query: RequestsQuery;
  readonly choices: UsageChoices;
  readonly policies: readonly PolicyChoice[];
  readonly onChange: (change: Partial<RequestsQuery>) => void;
}

/** What the log is narrowed to; all of it is in the URL. A name that the lists do not have any more stays chosen. */
export function RequestsFilters({ query, choices, policies, onChange }: RequestsFiltersProps) {
  const models = options('All models', choices.models, query.model);
  const keys = options('All keys', choices.keys, query.key);
  const projects = options('All projects', choices.projects, query.project);
  const steps = policies.find(({ name }) => name === query.policy)?.steps ?? [];
  const narrowed =
    [query.model, query.key, query.project, query.policy].some((one) => one !== '') ||
    [query.status, query.stream, query.fallback, query.since].some((one) => one !== null);
  return (
    <search className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:grid-cols-2">
      <Select
        label="Time"
        className="w-34 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={SINCE_OPTIONS}
        value={query.since ?? ANY}
        onValueChange={(since) => onChange({ since: since === ANY ? null : since })}
      />
      <Select
        label="Status"
        className="w-36 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={[{ value: ANY, label: 'Any status' }, ...STATUSES.map((value) => ({ value, label: STATUS_WORDS[value] }))]}
        value={query.status ?? ANY}
        onValueChange={(status) => onChange({ status: status === ANY ? null : status })}
      />
      <Select
        label="Model"
        className="w-44 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={models}
        value={query.model || ANY}
        onValueChange={(model) => onChange({ model: model === ANY ? '' : model })}
      />
      <Select
        label="Key"
        className="w-44 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={keys}
        value={query.key || ANY}
        onValueChange={(key) => onChange({ key: key === ANY ? '' : key })}
      />
      {choices.projects.length > 1 || query.project !== '' ? (
        <Select
          label="Project"
          className="w-40 max-sm:h-10 max-sm:w-full max-sm:text-sm"
          options={projects}
          value={query.project || ANY}
          onValueChange={(project) => onChange({ project: project === ANY ? '' : project })}
        />
      ) : null}
      <Select
        label="Kind"
        className="w-36 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={[
          { value: ANY, label: 'Any kind' },
          { value: 'true', label: 'Streamed' },
          { value: 'false', label: 'Not streamed' },
        ]}
        value={query.stream === null ? ANY : String(query.stream)}
        onValueChange={(stream) => onChange({ stream: stream === ANY ? null : stream === 'true' })}
      />
      <Select
        label="Attempts"
        className="w-36 max-sm:h-10 max-sm:w-full max-sm:text-sm"
        options={ATTEMPTS_OPTIONS}
        value={query.fallback === null ? ANY : String(query.fallback)}
        onValueChange={(fallback) => onChange({ fallback: fallback === ANY ? null : fallback === 'true' })}
      />
      {policies.length > 0 || query.policy !== '' ? (
        <Select
          label="Policy"
          className="w-40 max-sm:h-10 max-sm:w-full max-sm:text-sm"
          options={options(
            'Any policy',
            policies.map(({ name }) => ({ id: name, name })),
            query.policy,
          )}
          value={query.policy || ANY}
          onValueChange={(policy) => onChange({ policy: policy === ANY ? '' : policy, step: '' })}
        />
      ) : null}
      {query.policy === '' ? null : (
        <Select
          label="Step"
          className="w-40 max-sm:h-10 max-sm:w-full max-sm:text-sm"
          options={options(
            'Any step',
            steps.map((name) => ({ id: name, name })),
            query.step,
          )}
          value={query.step || ANY}
          onValueChange={(step) => onChange({ step: step === ANY ? '' : step })}
        />
      )}
      {narrowed ? (
        <Button variant="ghost" onClick={() => onChange(NOT_NARROWED)}>
          Clear filters
        </Button>
      ) : null}
    </search>
  );
}

function options(all: string, choices: readonly { readonly id: string; readonly name: string }[], chosen: string) {
  const known = choices.map(({ id, name }) => ({ value: id, label: name }));
  const gone = chosen === '' || choices.some(({ id }) => id === chosen) ? [] : [{ value: chosen, label: chosen }];
  return [{ value: ANY, label: all }, ...known, ...gone];
}
