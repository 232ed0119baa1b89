import { Badge } from '@modelhub/ui/badge';
import { Money } from '@modelhub/ui/figures';
import { formatCount } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { Table, type TableColumn } from '@modelhub/ui/table';
import { percentFromPpm } from '../percent.ts';

export interface SlaModelRow {
  readonly model: string;
  readonly eligible: bigint;
  readonly failed: bigint;
  readonly availabilityPpm: bigint;
  readonly isAffected: boolean;
  /** Undefined where it is not shown. */
  readonly spendNanoUsd?: bigint | undefined;
}

const COLUMNS: readonly TableColumn<SlaModelRow>[] = [
  {
    id: 'model',
    header: 'Model',
    priority: 'title',
    cell: (row) => (
      <span className="flex flex-wrap items-center gap-2">
        {row.model}
        {row.isAffected ? <Badge tone="down">Below 99.9 %</Badge> : null}
      </span>
    ),
  },
  { id: 'eligible', header: 'Requests', align: 'right', priority: 'detail', cell: (row) => formatCount(row.eligible) },
  { id: 'failed', header: 'Failed', align: 'right', cell: (row) => formatCount(row.failed) },
  { id: 'availability', header: 'Availability', align: 'right', cell: (row) => percentFromPpm(row.availabilityPpm) },
];

const SPEND: TableColumn<SlaModelRow> = {
  id: 'spend',
  header: 'Spend',
  align: 'right',
  priority: 'detail',
  cell: (row) => <Money nanoUsd={row.spendNanoUsd ?? 0n} exact />,
};

/** Each model by itself: the credit is a share of the spend on those below the promise. */
export function SlaModels({ models, showsSpend }: { readonly models: readonly SlaModelRow[]; readonly showsSpend: boolean }) {
  if (models.length === 0) return null;
  return (
    <Panel flush title="Models">
      <Table caption="Availability by model" columns={showsSpend ? [...COLUMNS, SPEND] : COLUMNS} rows={models} rowKey={(row) => row.model} />
    </Panel>
  );
}
