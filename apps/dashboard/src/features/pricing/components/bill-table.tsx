import { Money, Tokens } from '@modelhub/ui/figures';
import { formatCents, formatCount } from '@modelhub/ui/format';
import type { BillExample } from '../bill-example.ts';

const cell = 'border-t border-line px-5 py-2.5 max-sm:px-3';

/** A bill worked through, line by line. */
export function BillTable({ bill }: { readonly bill: BillExample }) {
  return (
    <div className="overflow-hidden rounded-lg border border-line bg-surface">
      <p className="px-5 py-3.5 text-sm text-ink-muted max-sm:px-3">
        <span className="text-ink">{bill.modelName}</span>, {formatCount(bill.requests)} requests in a month
      </p>
      <table className="w-full text-sm tabular-nums">
        <caption className="sr-only">An example of a monthly bill</caption>
        <thead className="text-xs text-ink-subtle">
          <tr>
            <th scope="col" className={`${cell} text-left font-normal`}>
              Component
            </th>
            <th scope="col" className={`${cell} text-right font-normal`}>
              Tokens
            </th>
            <th scope="col" className={`${cell} text-right font-normal max-sm:hidden`}>
              Provider’s price, 1 M
            </th>
            <th scope="col" className={`${cell} text-right font-normal`}>
              Amount
            </th>
          </tr>
        </thead>
        <tbody>
          {bill.lines.map((line) => (
            <tr key={line.what}>
              <th scope="row" className={`${cell} text-left font-normal text-ink-muted`}>
                {line.what}
              </th>
              <td className={`${cell} text-right`}>
                <Tokens count={line.tokens} />
              </td>
              <td className={`${cell} text-right max-sm:hidden`}>
                <Money nanoUsd={line.priceNanoUsd} exact />
              </td>
              <td className={`${cell} text-right`}>
                <Money nanoUsd={line.costNanoUsd} exact />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row" colSpan={2} className={`${cell} text-left font-normal text-ink-muted`}>
              Our 10 %
            </th>
            <td className={`${cell} max-sm:hidden`} />
            <td className={`${cell} text-right`}>
              <Money nanoUsd={bill.markupNanoUsd} exact />
            </td>
          </tr>
        </tbody>
        <tfoot>
          <tr className="text-base">
            <th scope="row" colSpan={2} className={`${cell} border-line-strong text-left font-medium`}>
              Invoice
            </th>
            <td className={`${cell} border-line-strong max-sm:hidden`} />
            <td className={`${cell} border-line-strong text-right font-medium`}>{formatCents(bill.totalCents)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}
