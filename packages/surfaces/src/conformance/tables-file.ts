import { operationTables } from './operation-probe.ts';
import { conformanceTables } from './probe.ts';

/** What the dashboard's conformance page shows. */
export const TABLES_FILE = new URL('../../../../apps/dashboard/src/features/docs/conformance/tables.json', import.meta.url);

/** The file's content: one row of a table is one line, so that a change shows what it changed. */
export async function tablesText(): Promise<string> {
  const tables = [...conformanceTables(), ...(await operationTables())].map(({ surface, dialects, rows }) => {
    const lines = rows.map(({ parameter, cells }) => `      ${JSON.stringify({ parameter, cells })}`);
    return `  {\n    "surface": ${JSON.stringify(surface)},\n    "dialects": ${JSON.stringify(dialects)},\n    "rows": [\n${lines.join(',\n')}\n    ]\n  }`;
  });
  return `[\n${tables.join(',\n')}\n]\n`;
}
