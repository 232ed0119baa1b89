import { CONFORMANCE_CELLS, type ConformanceCell, type ConformanceTable } from './tables.ts';

interface CellLook {
  readonly word: string;
  readonly says: string;
  /** A character, as a page has more than a thousand of them. */
  readonly mark: string;
  readonly className: string;
}

const LOOKS: Readonly<Record<ConformanceCell, CellLook>> = {
  native: { word: 'native', says: 'Goes to the provider as you sent it.', mark: '✓', className: 'text-healthy-ink' },
  translated: { word: 'translated', says: 'Goes to the provider in its own form.', mark: '⇄', className: 'text-healthy-ink' },
  gateway: { word: 'gateway', says: 'Done by us, whoever serves.', mark: '◆', className: 'text-healthy-ink' },
  hint: {
    word: 'hint',
    says: 'Asks for nothing that shows in the answer; left out where the provider has nothing for it.',
    mark: '○',
    className: 'text-unknown-ink',
  },
  elsewhere: {
    word: 'elsewhere',
    says: 'The request goes to another endpoint of the model, if there is one.',
    mark: '↳',
    className: 'text-degraded-ink',
  },
  refused: { word: 'refused', says: 'A 400 that names the parameter.', mark: '✕', className: 'text-down-ink' },
};

/** What the words in the tables mean. */
export function ConformanceLegend() {
  return (
    <dl className="rounded-lg border border-line bg-surface">
      {CONFORMANCE_CELLS.map((cell) => (
        <div key={cell} className="grid gap-x-6 gap-y-1 border-b border-line px-5 py-3 last:border-b-0 sm:grid-cols-[9rem_minmax(0,1fr)]">
          <dt className="text-sm">
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
      <table className="w-max min-w-full border-separate border-spacing-0 text-sm [&_td]:border-b [&_td]:border-line [&_td]:px-3 [&_td]:py-2 [&_td]:whitespace-nowrap">
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
                <td key={table.dialects[index]?.id}>
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
  const { word, mark, className } = LOOKS[cell];
  return (
    <span className={className}>
      <span aria-hidden>{mark}</span> {word}
    </span>
  );
}
