import type { ReactNode } from 'react';
import { Panel } from './panel.tsx';

export interface ChartCardProps {
  /** The question that the chart answers: "What did each model cost per day?" */
  readonly question: string;
  /** Its answer, the largest thing on the card. */
  readonly answer?: ReactNode | undefined;
  readonly detail?: ReactNode | undefined;
  readonly actions?: ReactNode | undefined;
  readonly children: ReactNode;
}

/** A chart with its question and answer. */
export function ChartCard({ question, answer, detail, actions, children }: ChartCardProps) {
  return (
    <Panel className="[&>div]:pt-0">
      <div className="flex flex-wrap items-start justify-between gap-3 pt-4">
        <div>
          <h2 className="text-sm text-ink-muted">{question}</h2>
          {answer === undefined ? null : <p className="mt-0.5 text-xl font-medium tracking-tight tabular-nums">{answer}</p>}
          {detail === undefined ? null : <p className="text-xs text-ink-subtle">{detail}</p>}
        </div>
        {actions}
      </div>
      <div className="mt-4">{children}</div>
    </Panel>
  );
}
