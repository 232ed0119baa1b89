import { cx } from '@modelhub/ui/cx';
import { formatCount, formatMonth } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { StatusDot } from '@modelhub/ui/status-dot';
import type { ReactNode } from 'react';
import { percentFromPpm } from '../percent.ts';

export interface SlaFiguresProps {
  readonly monthMs: number;
  readonly isOver: boolean;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
  readonly targetPpm: bigint;
  /** What is given back, in words; left out while the month runs. */
  readonly credit?: ReactNode | undefined;
  readonly actions?: ReactNode | undefined;
}

/** Exact comparison, as the credit is decided: the rounded share decides nothing. */
function isKept({ eligible, failed, targetPpm }: Pick<SlaFiguresProps, 'eligible' | 'failed' | 'targetPpm'>): boolean {
  return (eligible - failed) * 1_000_000n >= targetPpm * eligible;
}

function Verdict(props: SlaFiguresProps) {
  if (props.eligible === 0n) return <StatusDot status="unknown" label="No requests in this month" />;
  if (isKept(props)) return <StatusDot status="healthy" label={props.isOver ? 'Kept what was promised' : 'As promised so far'} />;
  return <StatusDot status="down" label={props.isOver ? 'Below what was promised' : 'Below what is promised, so far'} />;
}

/** How available it was, as the largest thing on the page, and the two counts that it is made of. */
export function SlaFigures(props: SlaFiguresProps) {
  const { monthMs, isOver, eligible, failed, availabilityPpm, targetPpm, credit, actions } = props;
  return (
    <Panel>
      <div className="flex flex-wrap items-start justify-between gap-4">
        <h2 className="text-sm text-ink-muted">
          {formatMonth(monthMs)}
          {isOver ? '' : ' so far'}
        </h2>
        {actions}
      </div>
      <p className={cx('mt-2 text-display font-medium tracking-[-0.035em] tabular-nums', eligible === 0n && 'text-ink-subtle')}>
        {eligible === 0n ? '–' : percentFromPpm(availabilityPpm)}
      </p>
      <p className="mt-1">
        <Verdict {...props} />
      </p>
      <dl className="mt-5 grid grid-cols-2 gap-x-8 gap-y-3 border-t border-line pt-4 text-sm sm:grid-cols-4">
        {[
          { label: 'Promised', value: percentFromPpm(targetPpm) },
          { label: 'Requests that count', value: formatCount(eligible) },
          { label: 'Failed', value: formatCount(failed) },
          { label: 'Credit', value: credit ?? 'decided after the month' },
        ].map(({ label, value }) => (
          <div key={label}>
            <dt className="text-ink-subtle">{label}</dt>
            <dd className="mt-0.5 tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
