import { ArrowDown, ArrowUp, ChevronsUpDown } from 'lucide-react';
import NextLink from 'next/link';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { TableKeyboard } from './table-keyboard.tsx';

export interface TableColumn<Row> {
  readonly id: string;
  readonly header: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand right, in tabular numerals. */
  readonly align?: 'left' | 'right' | undefined;
  /** On a narrow screen a row is a card: its title, the figures that matter, and details that are left out. */
  readonly priority?: 'title' | 'figure' | 'detail' | undefined;
  readonly sortable?: boolean | undefined;
  readonly className?: string | undefined;
}

export interface TableSort {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
}

export interface TableProps<Row> {
  /** What the table lists, for assistive technology. */
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Makes the whole row lead there; the link itself is in the first `title` cell. */
  readonly rowHref?: (row: Row) => string;
  /** Opens a row in place; `rowHref` still serves a new tab and a page without scripts. Client components only. */
  readonly onRowOpen?: (row: Row) => void;
  readonly sort?: TableSort | undefined;
  /** Where a click on a head leads (sorting in the URL); or `onSort` in a client component. */
  readonly sortHref?: (column: string) => string;
  readonly onSort?: (column: string) => void;
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode | undefined;
  readonly dense?: boolean | undefined;
  /** Distance of the sticky head from the top of the window, as a CSS length. */
  readonly stickyTop?: string | undefined;
  readonly className?: string | undefined;
}

type HeadProps<Row> = Pick<TableProps<Row>, 'sort' | 'sortHref' | 'onSort'> & { readonly column: TableColumn<Row> };

function HeadLabel<Row>({ column, sort, sortHref, onSort }: HeadProps<Row>) {
  if (column.sortable !== true || (sortHref === undefined && onSort === undefined)) return column.header;
  const Icon = sort?.column !== column.id ? ChevronsUpDown : sort.direction === 'asc' ? ArrowUp : ArrowDown;
  const className = cx('inline-flex items-center gap-1 rounded-xs hover:text-ink', sort?.column === column.id && 'text-ink');
  const icon = <Icon aria-hidden className="size-3" />;
  if (sortHref !== undefined) {
    return (
      <NextLink href={sortHref(column.id)} scroll={false} className={className}>
        {column.header}
        {icon}
      </NextLink>
    );
  }
  return (
    <button type="button" onClick={() => onSort?.(column.id)} className={className}>
      {column.header}
      {icon}
    </button>
  );
}

function ariaSort(sort: TableSort | undefined, column: string): 'ascending' | 'descending' | undefined {
  if (sort?.column !== column) return undefined;
  return sort.direction === 'asc' ? 'ascending' : 'descending';
}

function preventing(then: () => void): (event: { preventDefault(): void }) => void {
  return (event) => {
    event.preventDefault();
    then();
  };
}

/**
 * Rows of figures. The head stays in view, arrow keys and j/k walk linked rows, and below 640 px a row becomes a card.
 * Works in server and client components alike.
 */
export function Table<Row>(props: TableProps<Row>) {
  const { caption, columns, rows, rowKey, rowHref, onRowOpen, sort, sortHref, onSort, empty, dense = false, stickyTop = '0px', className } = props;
  if (rows.length === 0 && empty !== undefined) return <>{empty}</>;
  const titleColumn = columns.find((column) => column.priority === 'title') ?? columns[0];
  const cellPadding = dense ? 'h-9 px-3 py-1.5' : 'h-11 px-4 py-2 first:pl-5 last:pr-5';
  return (
    <TableKeyboard>
      <table role="table" className={cx('mh-table w-full border-separate border-spacing-0 text-sm', className)}>
        <caption className="sr-only">{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column) => (
              <th
                key={column.id}
                role="columnheader"
                scope="col"
                aria-sort={ariaSort(sort, column.id)}
                style={{ top: stickyTop }}
                className={cx(
                  'sticky z-10 h-9 border-b border-line bg-surface text-xs font-normal whitespace-nowrap text-ink-subtle first:rounded-tl-lg last:rounded-tr-lg',
                  dense ? 'px-3' : 'px-4 first:pl-5 last:pr-5',
                  column.align === 'right' ? 'text-right' : 'text-left',
                )}
              >
                <HeadLabel column={column} sort={sort} {...(sortHref === undefined ? {} : { sortHref })} {...(onSort === undefined ? {} : { onSort })} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              role="row"
              className={cx(
                'group relative [&:not(:last-child)>td]:border-b max-sm:border-b max-sm:last:border-b-0 max-sm:[&>td]:border-b-0!',
                rowHref && 'transition-colors hover:bg-hover/60',
              )}
            >
              {columns.map((column) => (
                <td
                  key={column.id}
                  role="cell"
                  data-priority={column === titleColumn ? 'title' : (column.priority ?? 'figure')}
                  data-label={column.header}
                  className={cx('border-line', cellPadding, column.align === 'right' ? 'text-right tabular-nums' : 'text-left', column.className)}
                >
                  {column === titleColumn && rowHref !== undefined ? (
                    <NextLink
                      href={rowHref(row)}
                      data-row-link
                      {...(onRowOpen === undefined ? {} : { onNavigate: preventing(() => onRowOpen(row)) })}
                      className="rounded-xs font-medium text-ink outline-none after:absolute after:inset-0 after:rounded-md focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
                    >
                      {column.cell(row)}
                    </NextLink>
                  ) : (
                    column.cell(row)
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableKeyboard>
  );
}
