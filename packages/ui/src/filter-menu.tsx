'use client';

import { ChevronDown, Search } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Checkbox } from './checkbox.tsx';
import { cx } from './cx.ts';
import { Input } from './input.tsx';
import { Popover } from './popover.tsx';

export interface FilterOption {
  readonly value: string;
  readonly label: string;
  /** Stands below the label: what tells two alike apart. */
  readonly detail?: ReactNode | undefined;
}

export interface FilterMenuProps {
  /** What is chosen from, as a plural: "Models". */
  readonly label: string;
  readonly options: readonly FilterOption[];
  readonly values: readonly string[];
  readonly onValuesChange: (values: string[]) => void;
  readonly className?: string | undefined;
}

const SEARCH_FROM = 8;

function summary(label: string, options: readonly FilterOption[], values: readonly string[]): string {
  const [first] = values;
  if (first === undefined) return `All ${label.toLowerCase()}`;
  if (values.length > 1) return `${values.length} ${label.toLowerCase()}`;
  return options.find((option) => option.value === first)?.label ?? first;
}

/** Narrows a view to some of many; none chosen is all of them. What is chosen stands on the button. */
export function FilterMenu({ label, options, values, onValuesChange, className }: FilterMenuProps) {
  const [search, setSearch] = useState('');
  const known = new Set(options.map((option) => option.value));
  const all = [...options, ...values.filter((value) => !known.has(value)).map((value) => ({ value, label: value, detail: undefined }))];
  const shown = all.filter((option) => `${option.label} ${option.value}`.toLowerCase().includes(search.trim().toLowerCase()));
  return (
    <Popover
      className="w-72 p-0"
      onOpenChange={() => setSearch('')}
      trigger={
        <Button aria-label={`${label}: ${summary(label, options, values)}`} className={cx('max-w-full min-w-0 justify-between font-normal', className)}>
          <span className={cx('truncate', values.length > 0 && 'font-medium text-accent-ink')}>{summary(label, options, values)}</span>
          <ChevronDown aria-hidden className="text-ink-subtle" />
        </Button>
      }
    >
      {all.length < SEARCH_FROM ? null : (
        <div className="border-b border-line p-2">
          <Input
            aria-label={`Search ${label.toLowerCase()}`}
            placeholder="Search"
            prefix={<Search aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      <div role="group" aria-label={label} className="max-h-72 overflow-y-auto p-1.5">
        {shown.map((option) => (
          <Checkbox
            key={option.value}
            checked={values.includes(option.value)}
            onCheckedChange={(checked) => onValuesChange(checked ? [...values, option.value] : values.filter((value) => value !== option.value))}
            className="w-full rounded-sm px-2 py-1.5 hover:bg-hover"
          >
            <span className="block break-words">{option.label}</span>
            {option.detail === undefined ? null : <span className="block text-xs text-ink-subtle">{option.detail}</span>}
          </Checkbox>
        ))}
        {shown.length === 0 ? <p className="px-2 py-3 text-sm text-ink-subtle">Nothing matches.</p> : null}
      </div>
      {values.length === 0 ? null : (
        <div className="border-t border-line p-1.5">
          <Button variant="ghost" size="sm" className="w-full" onClick={() => onValuesChange([])}>
            Show all {label.toLowerCase()}
          </Button>
        </div>
      )}
    </Popover>
  );
}
