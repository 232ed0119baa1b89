import type { Statement } from '@modelhub/billing/statement';
import { roundingLabel } from '@modelhub/billing/statement-labels';
import { formatCents } from '@modelhub/ui/format';
import type { ReactNode } from 'react';
import { ExactMoney } from './exact-money.tsx';

const NANO_USD_PER_CENT = 10_000_000n;

function Row({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex justify-between gap-4 py-1">
      <dt className="text-ink-muted">{label}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}

/** From the sum of the lines to what the invoice charges, with nothing left unexplained. */
export function StatementFoot({ statement }: { readonly statement: Statement }) {
  const rounding = statement.usageCents * NANO_USD_PER_CENT - statement.totalNanoUsd;
  return (
    <>
      {rounding === 0n ? null : (
        <Row label={roundingLabel(rounding)}>
          <ExactMoney nanoUsd={rounding} />
        </Row>
      )}
      {statement.lateUsageCents === 0n ? null : <Row label="Late usage of earlier months">{formatCents(statement.lateUsageCents)}</Row>}
      <div className="mt-1 flex justify-between gap-4 border-t border-line pt-3 text-base font-medium">
        <dt>{statement.invoice === null ? 'In whole cents' : 'Invoice total'}</dt>
        <dd className="tabular-nums">{formatCents(statement.usageCents + statement.lateUsageCents)}</dd>
      </div>
    </>
  );
}
