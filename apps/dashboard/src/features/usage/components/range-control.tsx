'use client';

import { Input } from '@modelhub/ui/input';
import { Segments } from '@modelhub/ui/segments';
import { dayMs, isoDay, type Range } from '../period.ts';

const RANGE_OPTIONS = [
  { value: '24h', label: '24 h' },
  { value: '7d', label: '7 d' },
  { value: '30d', label: '30 d' },
  { value: 'month', label: 'This month' },
  { value: 'custom', label: 'Custom' },
] as const satisfies readonly { value: Range; label: string }[];

export interface ChosenRange {
  readonly range: Range;
  readonly from: string;
  readonly to: string;
}

export interface RangeControlProps {
  readonly value: ChosenRange;
  /** What is shown at the moment: where a custom range begins. */
  readonly shown: { readonly fromMs: number; readonly toMs: number };
  readonly onChange: (value: ChosenRange) => void;
}

/** Which time is looked at. All days are UTC days, as they are on the bill. */
export function RangeControl({ value, shown, onChange }: RangeControlProps) {
  function choose(range: Range): void {
    if (range === 'custom') onChange({ range, from: isoDay(shown.fromMs), to: isoDay(shown.toMs - 1) });
    else onChange({ range, from: '', to: '' });
  }
  function chooseDay(part: 'from' | 'to', day: string): void {
    if (dayMs(day) !== null) onChange({ ...value, [part]: day });
  }
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2">
      <Segments label="Range" options={RANGE_OPTIONS} value={value.range} onValueChange={choose} />
      {value.range === 'custom' ? (
        <div className="flex items-center gap-2">
          <Input
            type="date"
            aria-label="From, UTC"
            value={value.from}
            max={value.to}
            onChange={(event) => chooseDay('from', event.target.value)}
            className="w-38"
          />
          <span className="text-sm text-ink-subtle">to</span>
          <Input
            type="date"
            aria-label="To, UTC"
            value={value.to}
            min={value.from}
            onChange={(event) => chooseDay('to', event.target.value)}
            className="w-38"
          />
        </div>
      ) : null}
    </div>
  );
}
