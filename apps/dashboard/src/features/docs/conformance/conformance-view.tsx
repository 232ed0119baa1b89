import { cx } from '@modelhub/ui/cx';
import { ArrowLeftRight, Check, CornerDownRight, EyeOff, Server, X, type LucideIcon } from 'lucide-react';
import { CONFORMANCE_CELLS, type ConformanceCell, type ConformanceTable } from './tables.ts';

interface CellLook {
  readonly word: string;
  readonly says: string;
  readonly icon: LucideIcon;
  readonly className: string;
}

const LOOKS: Readonly<Record<ConformanceCell, CellLook>> = {
  native: { word: 'native', says: 'Goes to the provider as you sent it.', icon: Check, className: 'text-healthy-ink' },
  translated: { word: 'translated', says: 'Goes to the provider in its own form.', icon: ArrowLeftRight, className: 'text-healthy-ink' },
  gateway: { word: 'gateway', says: 'Done by us, whoever serves.', icon: Server, className: 'text-healthy-ink' },
  hint: {
    word: 'hint',
    says: 'Asks for nothing that shows in the answer; left out where the provider has nothing for it.',
    icon: EyeOff,
    className: 'text-unknown-ink',
  },
  elsewhere: {
    word: 'elsewhere',
    says: 'The request goes to another endpoint of the model, if there is one.',
    icon: CornerDownRight,
    className: 'text-degraded-ink',
  },
  refused: { word: 'refused', says: 'A 400 that names the parameter.', icon: X, className: 'text-down-ink' },
};

/** What the words in the tables mean. */
export function ConformanceLegend() {
  return (
    <dl className="rounded-lg border border-line bg-surface">
      {CONFORMANCE_CELLS.map((cell) => (
        <div key={cell} className="grid gap-x-6 gap-y-1 border-b border-line px-5 py-3 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <dt>
            <CellWord cell={cell} />
          </dt>
          <dd className="text-sm text-ink-muted">{LOOKS[cell].says}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One surface: its parameters by the dialects of providers. Wider than a phone, so it scrolls, with the parameter in view. */
export function ConformanceGrid({ table }: { readonly table: ConformanceTable }) {
  return (
    <section
      aria-label={`Parameters of ${table.surface}`}
      // What scrolls has to be reached by the keyboard.
      tabIndex={0}
      className="max-h-[80vh] overflow-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-max min-w-full border-separate border-spacing-0 text-sm">
        <caption className="sr-only">Parameters of {table.surface}, by the dialects of providers</caption>
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 left-0 z-20 border-b border-line bg-surface px-4 py-2 text-left text-xs font-normal text-ink-subtle">
              Parameter
            </th>
            {table.dialects.map(({ id, name }) => (
              <th
                key={id}
                scope="col"
                className="sticky top-0 z-10 border-b border-line bg-surface px-3 py-2 text-left text-xs font-normal whitespace-nowrap text-ink-subtle"
              >
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(({ parameter, cells }) => (
            <tr key={parameter}>
              <th
                scope="row"
                className="sticky left-0 max-w-72 border-b border-line bg-surface px-4 py-2 text-left font-mono text-xs font-normal break-words max-sm:max-w-40"
              >
                {parameter}
              </th>
              {cells.map((cell, index) => (
                <td key={table.dialects[index]?.id} className="border-b border-line px-3 py-2">
                  <CellWord cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function CellWord({ cell }: { readonly cell: ConformanceCell }) {
  const { word, icon: Icon, className } = LOOKS[cell];
  return (
    <span className={cx('inline-flex items-center gap-1.5 text-sm whitespace-nowrap', className)}>
      <Icon aria-hidden className="size-3.5" />
      {word}
    </span>
  );
}
