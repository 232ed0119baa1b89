'use client';

import { Button } from '@modelhub/ui/button';
import { FilterMenu } from '@modelhub/ui/filter-menu';
import { Segments } from '@modelhub/ui/segments';
import { Select } from '@modelhub/ui/select';
import type { Period } from '../period.ts';
import type { UsageChoices } from '../server/choices.ts';
import { GROUPS, type Group, type UsageQuery } from '../usage-query.ts';
import { RangeControl } from './range-control.tsx';

const GROUP_WORDS = { model: 'By model', key: 'By key', project: 'By project' } as const satisfies Record<Group, string>;

export interface UsageFiltersProps {
  readonly query: UsageQuery;
  readonly period: Period;
  readonly choices: UsageChoices;
  readonly onChange: (change: Partial<UsageQuery>) => void;
}

/** What is looked at: range, bars and narrowing. All of it is in the URL. */
export function UsageFilters({ query, period, choices, onChange }: UsageFiltersProps) {
  const narrowed = query.model.length + query.key.length + query.project.length > 0;
  const projectNames = new Map(choices.projects.map(({ id, name }) => [id, name]));
  return (
    <search className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <RangeControl value={query} shown={period} onChange={onChange} />
        <Segments
          label="Bars"
          value={period.bucket}
          options={[
            { value: 'hour', label: 'Hourly', disabled: !period.hourly },
            { value: 'day', label: 'Daily' },
          ]}
          onValueChange={(bucket) => onChange({ bucket })}
        />
      </div>
      <div className="flex flex-wrap items-center gap-2 max-sm:grid max-sm:grid-cols-2">
        <Select
          label="Stacked"
          className="w-36 max-sm:h-10 max-sm:w-full max-sm:text-sm"
          options={GROUPS.map((value) => ({ value, label: GROUP_WORDS[value] }))}
          value={query.by}
          onValueChange={(by) => onChange({ by })}
        />
        <FilterMenu
          label="Models"
          options={choices.models.map(({ id, name }) => ({ value: id, label: name, detail: id }))}
          values={query.model}
          onValuesChange={(model) => onChange({ model })}
        />
        <FilterMenu
          label="Keys"
          options={choices.keys.map((key) => ({ value: key.id, label: key.name, detail: `${key.masked} · ${projectNames.get(key.projectId) ?? ''}` }))}
          values={query.key}
          onValuesChange={(key) => onChange({ key })}
        />
        <FilterMenu
          label="Projects"
          options={choices.projects.map(({ id, name }) => ({ value: id, label: name }))}
          values={query.project}
          onValuesChange={(project) => onChange({ project })}
        />
        {narrowed ? (
          <Button variant="ghost" onClick={() => onChange({ model: [], key: [], project: [] })}>
            Clear filters
          </Button>
        ) : null}
      </div>
    </search>
  );
}
