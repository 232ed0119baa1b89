export type CsvCell = string | number | bigint | boolean | null;

/** Spreadsheets run what begins so as a formula (OWASP, "CSV Injection"); names are typed by people. */
const FORMULA = /^[=+\-@\t\r]/;

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line per row, ended as RFC 4180 wants it. Text that a spreadsheet would take for a formula is made plain text. */
export function csvOf(head: readonly string[], rows: Iterable<readonly CsvCell[]>): string {
  let text = `${head.join(',')}\r\n`;
  for (const row of rows) text += `${row.map(cellText).join(',')}\r\n`;
  return text;
}
