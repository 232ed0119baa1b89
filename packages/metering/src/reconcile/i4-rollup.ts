import { recomputedRollupSql } from '../ledger/recompute.ts';
import { MEASURES } from '../ledger/rollup.ts';
import { hourRange, type Finding, type ReconciliationCheck } from './finding.ts';

interface Row {
  readonly organization_id: string;
  readonly hour: Date;
  readonly place: string;
  readonly expected: string | null;
  readonly actual: string | null;
}

const KEY = ['organization_id', 'hour', 'project_id', 'key_id', 'model', 'provider'] as const;
const measuresOf = (side: string) => `(${MEASURES.map((measure) => `${side}.${measure}`).join(', ')})`;
const shown = (side: string) =>
  `CASE WHEN ${side}.organization_id IS NULL THEN NULL ELSE json_build_object(${MEASURES.map((measure) => `'${measure}', ${side}.${measure}`).join(
    ', ',
  )})::text END`;

const COMPARE = `
  SELECT coalesce(l.organization_id, r.organization_id) AS organization_id, coalesce(l.hour, r.hour) AS hour,
    concat_ws(' ', ${['project_id', 'key_id', 'model', 'provider'].map((c) => `coalesce(l.${c}, r.${c})`).join(', ')}) AS place,
    ${shown('l')} AS expected, ${shown('r')} AS actual
  FROM (${recomputedRollupSql()}) AS l
  FULL JOIN (SELECT * FROM usage_rollups_hourly WHERE hour >= $1 AND hour < $2) AS r
    ON ${KEY.map((column) => `l.${column} = r.${column}`).join(' AND ')}
  WHERE l.organization_id IS NULL OR r.organization_id IS NULL
    OR ${measuresOf('l')} IS DISTINCT FROM ${measuresOf('r')}
  LIMIT 1000`;

/** I4: every rollup row is what summing the ledger again gives, in every column, and there is a row where there is usage. */
export const rollupIsRecomputation: ReconciliationCheck = {
  invariant: 'I4',
  async run(scope) {
    const { rows } = await scope.pool.query<Row>(COMPARE, hourRange(scope));
    const findings = rows.map((row): Finding => ({
      invariant: 'I4',
      organizationId: row.organization_id,
      subject: `rollup ${row.organization_id} ${row.hour.toISOString()} ${row.place}`,
      ...differing(row),
    }));
    const counted = await scope.pool.query<{ n: bigint }>('SELECT count(*) AS n FROM usage_rollups_hourly WHERE hour >= $1 AND hour < $2', hourRange(scope));
    return { checked: Number(counted.rows[0]?.n ?? 0), findings };
  },
};

/** Only the columns that differ: the row is long. Figures stay text, so that none loses digits in a float. */
function differing(row: Row): Pick<Finding, 'expected' | 'actual'> {
  if (row.expected === null || row.actual === null) {
    return { expected: row.expected ?? 'no row', actual: row.actual ?? 'no row' };
  }
  const expected = columnsOf(row.expected);
  const actual = columnsOf(row.actual);
  const names = [...expected.keys()].filter((name) => expected.get(name) !== actual.get(name));
  const show = (columns: ReadonlyMap<string, string>) => names.map((name) => `${name} ${columns.get(name) ?? ''}`).join(', ');
  return { expected: show(expected), actual: show(actual) };
}

function columnsOf(json: string): Map<string, string> {
  return new Map([...json.matchAll(/"(\w+)" : (-?\d+)/g)].map((match) => [match[1] ?? '', match[2] ?? '']));
}
