'use client';

import { cx } from '@modelhub/ui/cx';
import { Money, Tokens } from '@modelhub/ui/figures';
import { formatCount } from '@modelhub/ui/format';
import type { ReactNode } from 'react';
import { changeText, type Figures } from '../figures.ts';
import { MEASURES, type Measure } from '../usage-query.ts';

const LABELS = { cost: 'Cost', tokens: 'Tokens', requests: 'Requests' } as const satisfies Record<Measure, string>;

function figure(measure: Measure, figures: Figures): ReactNode {
  switch (measure) {
    case 'cost':
      return <Money nanoUsd={figures.cost} />;
    case 'tokens':
      return <Tokens count={figures.tokens} />;
    case 'requests':
      return formatCount(figures.requests);
  }
}

export interface MeasureTilesProps {
  readonly totals: Figures;
  readonly previous: Figures;
  readonly previousName: string;
  readonly value: Measure;
  readonly onValueChange: (measure: Measure) => void;
}

/** The three sums of the range; the chosen one is what the chart below is about. */
export function MeasureTiles({ totals, previous, previousName, value, onValueChange }: MeasureTilesProps) {
  return (
    <div role="group" aria-label="Show" className="grid grid-cols-3 border-b border-line">
      {MEASURES.map((measure) => (
        <button
          key={measure}
          type="button"
          aria-pressed={measure === value}
          onClick={() => onValueChange(measure)}
          className={cx(
            'min-w-0 border-b-2 px-5 py-4 text-left outline-offset-[-2px] transition-colors not-first:border-l not-first:border-l-line max-sm:px-3',
            measure === value ? 'border-b-accent' : 'border-b-transparent hover:bg-hover/60',
          )}
        >
          <span className={cx('block text-sm', measure === value ? 'text-ink' : 'text-ink-muted')}>{LABELS[measure]}</span>
          <span
            className={cx(
              'mt-1 block truncate text-xl font-medium tracking-tight tabular-nums max-sm:text-base',
              measure === value ? 'text-ink' : 'text-ink-muted',
            )}
          >
            {figure(measure, totals)}
          </span>
          <span className="mt-0.5 block text-xs text-ink-subtle max-sm:hidden">{changeText(totals[measure], previous[measure], previousName)}</span>
        </button>
      ))}
    </div>
  );
}
