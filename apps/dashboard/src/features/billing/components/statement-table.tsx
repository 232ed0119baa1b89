import type { Statement, StatementLine } from '@modelhub/billing/statement';
import { completionTokensOf, promptTokensOf } from '@modelhub/billing/statement-tokens';
import { unitNoun } from '@modelhub/core/billed-unit';
import { Tokens } from '@modelhub/ui/figures';
import { formatCount } from '@modelhub/ui/format';
import { Fragment, type ReactNode } from 'react';
import { decimalsOf, ExactMoney } from './exact-money.tsx';
import { byProject } from './statement-groups.ts';
import { TokenComponents } from './token-components.tsx';

const cell = 'border-t border-line px-4 py-2.5 first:pl-5 last:pr-5 align-top max-sm:border-t-0';
const head = 'h-9 px-4 text-xs font-normal whitespace-nowrap text-ink-subtle first:pl-5 last:pr-5';

export interface StatementTableProps {
  readonly caption: string;
  readonly statement: Pick<Statement, 'lines' | 'totalNanoUsd'>;
  /** Names every token component below the model, instead of tokens in and out. */
  readonly detailed?: boolean | undefined;
  /** Lines below the sum, for an invoice. */
  readonly foot?: ReactNode | undefined;
}

interface LineProps {
  readonly line: StatementLine;
  readonly detailed: boolean;
  readonly decimals: number;
}

function Line({ line, detailed, decimals }: LineProps) {
  return (
    <tr role="row">
      <td role="cell" data-priority="title" data-label="Model" className={cell}>
        <span className="text-ink">{line.model}</span>{' '}
        <span className="text-xs text-ink-subtle">
          at {line.provider}
          {detailed || line.usage.units === 0n ? null : `, ${formatCount(line.usage.units)} ${unitNoun(line.unit, line.usage.units)}`}
        </span>
        {detailed ? (
          <div className="mt-1">
            <TokenComponents line={line} />
          </div>
        ) : null}
      </td>
      <td role="cell" data-priority="figure" data-label="Requests" className={`${cell} text-right tabular-nums`}>
        {formatCount(line.requests)}
      </td>
      {detailed ? null : (
        <>
          <td role="cell" data-priority="detail" data-label="Tokens in" className={`${cell} text-right`}>
            <Tokens count={promptTokensOf(line.usage)} />
          </td>
          <td role="cell" data-priority="detail" data-label="Tokens out" className={`${cell} text-right`}>
            <Tokens count={completionTokensOf(line.usage)} />
          </td>
        </>
      )}
      <td role="cell" data-priority="figure" data-label="Amount" className={`${cell} text-right`}>
        <ExactMoney nanoUsd={line.costNanoUsd} decimals={decimals} />
      </td>
    </tr>
  );
}

/** Usage by project and model, each amount exact, so that the column adds up to the sum below it. */
export function StatementTable({ caption, statement, detailed = false, foot }: StatementTableProps) {
  const groups = byProject(statement.lines);
  const decimals = decimalsOf([...statement.lines.map((line) => line.costNanoUsd), statement.totalNanoUsd]);
  const columns = detailed ? 3 : 5;
  return (
    <>
      <table role="table" className="mh-table w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" className={`${head} text-left`}>
              Model
            </th>
            {['Requests', ...(detailed ? [] : ['Tokens in', 'Tokens out']), 'Amount'].map((label) => (
              <th key={label} role="columnheader" scope="col" className={`${head} text-right`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {groups.map((group) => (
            <Fragment key={group.projectId}>
              <tr role="row" className="bg-sunken">
                <th role="rowheader" scope="rowgroup" colSpan={columns - 1} className={`${cell} text-left font-medium max-sm:p-0!`}>
                  {group.projectName}
                </th>
                <td role="cell" data-priority="figure" data-label="" className={`${cell} text-right font-medium max-sm:text-right!`}>
                  <ExactMoney nanoUsd={group.costNanoUsd} decimals={decimals} />
                </td>
              </tr>
              {group.lines.map((line) => (
                <Line key={`${line.model} ${line.provider}`} line={line} detailed={detailed} decimals={decimals} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      <dl className="border-t border-line-strong px-5 py-3 text-sm">
        <div className="flex justify-between gap-4 py-1">
          <dt className="text-ink-muted">Sum of the lines</dt>
          <dd>
            <ExactMoney nanoUsd={statement.totalNanoUsd} decimals={decimals} />
          </dd>
        </div>
        {foot}
      </dl>
    </>
  );
}
