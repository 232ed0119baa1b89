import { unitNoun } from '@modelhub/core/billed-unit';
import { promptTokensOf, completionTokensOf } from './statement-tokens.ts';
import { dollarsFromCents, dollarsFromNanoUsd, grouped } from './money-text.ts';
import { facts, heading, paragraph, renderPdf, table } from './pdf-document.ts';
import { roundingLabel } from './statement-labels.ts';
import { sumOf, type Statement, type StatementLine } from './statement.ts';

/** Laying out a line takes some milliseconds; what is over this is in the CSV. */
const LINES_MAX = 100;

/** The statement as a PDF, A4. Amounts of lines are exact; the total is the invoice's, to the cent. */
export function statementPdf(statement: Statement): Promise<Buffer> {
  const total = statement.usageCents + statement.lateUsageCents;
  const rounding = statement.usageCents * 10_000_000n - statement.totalNanoUsd;
  const { invoice } = statement;
  return renderPdf({
    title: invoice === null ? 'Usage statement' : `Statement for invoice ${invoice.number ?? '(draft)'}`,
    subtitle: `${statement.organizationName}, ${day(statement.periodStartMs)} to ${day(statement.periodEndMs)} (UTC)`,
    parts: [
      facts([
        ['Usage', dollarsFromNanoUsd(statement.totalNanoUsd)],
        ...(rounding === 0n ? [] : [[roundingLabel(rounding), dollarsFromNanoUsd(rounding)] as const]),
        ...(statement.lateUsageCents === 0n ? [] : [['Late usage of earlier months', dollarsFromCents(statement.lateUsageCents)] as const]),
        ['Total', dollarsFromCents(total)],
        ...(invoice === null ? [] : [['Status', invoice.status] as const, ['Amount due', dollarsFromCents(invoice.amountDueCents)] as const]),
      ]),
      heading('Usage by project and model'),
      statement.lines.length === 0
        ? paragraph('No usage in this period.')
        : table(
            [
              { title: 'Project', widthPercent: 20 },
              { title: 'Model', widthPercent: 26 },
              { title: 'Requests', widthPercent: 12, align: 'right' },
              { title: 'Tokens in', widthPercent: 14, align: 'right' },
              { title: 'Tokens out', widthPercent: 12, align: 'right' },
              { title: 'Amount', widthPercent: 16, align: 'right' },
            ],
            statement.lines
              .slice(0, LINES_MAX)
              .map((line) => [
                line.projectName,
                `${line.model} (${line.provider})${unitsOf(line)}`,
                grouped(String(line.requests)),
                grouped(String(promptTokensOf(line.usage))),
                grouped(String(completionTokensOf(line.usage))),
                dollarsFromNanoUsd(line.costNanoUsd),
              ]),
          ),
      ...(statement.lines.length > LINES_MAX ? [paragraph(restOf(statement.lines.slice(LINES_MAX)))] : []),
      paragraph('Every line is the exact sum of its requests. The CSV has the tokens of each component.'),
    ],
  });
}

/** Beside the model, since few lines have any. */
function unitsOf({ usage, unit }: StatementLine): string {
  return usage.units === 0n ? '' : `: ${grouped(String(usage.units))} ${unitNoun(unit, usage.units)}`;
}

function restOf(lines: readonly StatementLine[]): string {
  return `${lines.length} more lines, ${dollarsFromNanoUsd(sumOf(lines))} together, are in the CSV.`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
