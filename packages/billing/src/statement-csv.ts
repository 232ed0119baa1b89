import { decimalFromNanoUsd } from '@modelhub/core/money';
import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { decimalFromCents } from './money-text.ts';
import { roundingLabel } from './statement-labels.ts';
import type { Statement } from './statement.ts';

const TOKEN_HEADERS = TOKEN_COMPONENTS.map((component) =>
  component === 'units' ? 'units' : `${component.replaceAll(/([A-Z]|\d+[mh])/g, ' $1').toLowerCase()} tokens`,
);
const HEADERS = ['kind', 'period start', 'period end', 'project', 'project id', 'model', 'provider', 'requests', ...TOKEN_HEADERS, 'unit', 'amount usd'];

/**
 * The statement as CSV (RFC 4180, CRLF): one row per project, model and provider with the exact amount, then the rounding to
 * whole cents, late usage and the total, so that the column adds up to the invoice to the cent.
 */
export function statementCsv(statement: Statement): string {
  const period = [day(statement.periodStartMs), day(statement.periodEndMs)];
  const rows = statement.lines.map((line) => [
    'usage',
    ...period,
    line.projectName,
    line.projectId,
    line.model,
    line.provider,
    String(line.requests),
    ...TOKEN_COMPONENTS.map((component) => String(line.usage[component])),
    line.unit ?? '',
    decimalFromNanoUsd(line.costNanoUsd),
  ]);
  const blank = Array<string>(HEADERS.length - 4).fill('');
  const extra = (kind: string, amount: string): string[] => [kind, ...period, ...blank, amount];
  const rounding = statement.usageCents * 10_000_000n - statement.totalNanoUsd;
  if (rounding !== 0n) rows.push(extra(roundingLabel(rounding).toLowerCase(), decimalFromNanoUsd(rounding)));
  if (statement.lateUsageCents !== 0n) rows.push(extra('late usage of earlier months', decimalFromCents(statement.lateUsageCents)));
  rows.push(extra('total', decimalFromCents(statement.usageCents + statement.lateUsageCents)));
  return [HEADERS, ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** A text that begins like a formula would be run by a spreadsheet: an apostrophe keeps it a text. Numbers stay numbers. */
function cell(value: string): string {
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
