import { TOKEN_COMPONENTS } from '@modelhub/core/token-usage';
import { expect, test } from 'vitest';
import { statementCsv } from './statement-csv.ts';
import { invoiceText } from './statement-on-invoice.ts';
import { statementPdf } from './statement-pdf.ts';
import type { Statement, StatementUsage } from './statement.ts';

const usage = Object.fromEntries(TOKEN_COMPONENTS.map((component, index) => [component, BigInt(index * 10)])) as StatementUsage;

const statement: Statement = {
  organizationId: 'org_1',
  organizationName: 'Example, Inc.',
  periodStartMs: Date.UTC(2026, 9, 1),
  periodEndMs: Date.UTC(2026, 10, 1),
  invoice: { id: 'ivc_1', number: 'ABC-0001', status: 'paid', totalCents: 1_300n, amountDueCents: 1_300n, amountPaidCents: 1_300n },
  lines: [
    {
      projectId: 'prj_1',
      projectName: '=HYPERLINK("http://x")',
      model: 'gpt-4o',
      provider: 'openai',
      requests: 3n,
      usage,
      unit: 'second',
      costNanoUsd: 12_344_999_999n,
    },
    { projectId: 'prj_2', projectName: 'Search, "new"', model: 'claude', provider: 'anthropic', requests: 1n, usage, unit: null, costNanoUsd: 4_000_000n },
  ],
  totalNanoUsd: 12_348_999_999n,
  usageCents: 1_235n,
  lateUsageCents: 65n,
};

function sumOfAmounts(csv: string): bigint {
  return csv
    .trim()
    .split('\r\n')
    .slice(1, -1)
    .reduce((sum, row) => {
      const [whole = '0', fraction = ''] = (row.split(',').at(-1) ?? '').replace('-', '').split('.');
      return sum + (row.split(',').at(-1)?.startsWith('-') ? -1n : 1n) * (BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0')));
    }, 0n);
}

test('the CSV adds up to the invoice total to the cent, and runs nothing in a spreadsheet', () => {
  const csv = statementCsv(statement);
  expect(csv.split('\r\n').at(-2)).toMatch(/^total,.*,13\.00$/);
  expect(sumOfAmounts(csv)).toBe(13_000_000_000n);
  expect(csv).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(csv).toContain('"Search, ""new"""');
});

test('what is no token has a column of its own, and the invoice says what was counted', () => {
  const [head = '', first = ''] = statementCsv(statement).split('\r\n');
  expect(head.split(',').slice(-3)).toEqual(['units', 'unit', 'amount usd']);
  expect(first.split(',').slice(-3)).toEqual(['100', 'second', '12.344999999']);
  const [described] = invoiceText(statement.lines).lines;
  expect(described?.description).toContain('100 seconds');
  const tokensOnly = statement.lines.map((line) => ({ ...line, usage: { ...line.usage, units: 0n } }));
  expect(invoiceText(tokensOnly).lines[0]?.description).not.toContain('second');
});

test('the PDF is a PDF, also without usage and with more lines than it shows', { timeout: 30_000 }, async () => {
  const [first] = statement.lines;
  const many = Array.from({ length: 130 }, (_, index) => ({ ...first!, projectId: `prj_${index}` }));
  for (const lines of [statement.lines, [], many]) {
    const bytes = await statementPdf({ ...statement, lines });
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(bytes.length).toBeGreaterThan(1_500);
  }
});
