import { createHash } from 'node:crypto';
import { unitNoun } from '@modelhub/core/billed-unit';
import { centsFromNanoUsd } from '@modelhub/core/money';
import type Stripe from 'stripe';
import { dollarsFromCents, dollarsFromNanoUsd, grouped } from './money-text.ts';
import { completionTokensOf, promptTokensOf } from './statement-tokens.ts';
import { sumOf, type StatementLine } from './statement.ts';

/** Stripe takes 250 lines an invoice; what is over this is one line and the CSV. */
const LINES_MAX = 100;
const DESCRIPTION_CHARS_MAX = 500;

interface InvoiceText {
  readonly lines: readonly { readonly key: string; readonly description: string }[];
  readonly customFields: readonly { readonly name: string; readonly value: string }[];
  readonly footer: string;
}

/** How a statement reads on the invoice: lines of amount zero that explain the one metered line, and two fields. */
export function invoiceText(lines: readonly StatementLine[]): InvoiceText {
  const total = sumOf(lines);
  const shown = lines.slice(0, LINES_MAX).map((line) => ({
    key: `${line.projectId}|${line.model}|${line.provider}`.slice(0, DESCRIPTION_CHARS_MAX),
    description: describe(line),
  }));
  const rest = lines.slice(LINES_MAX);
  if (rest.length > 0) {
    shown.push({ key: 'rest', description: `${rest.length} more lines in the statement: ${dollarsFromNanoUsd(sumOf(rest))}` });
  }
  return {
    lines: shown,
    customFields: [
      { name: 'Usage, exact', value: dollarsFromNanoUsd(total) },
      { name: 'Usage, invoiced', value: dollarsFromCents(centsFromNanoUsd(total)) },
    ],
    footer:
      'Lines of $0.00 explain the usage line: each names its exact share. The whole statement, with the tokens of every component, is under Billing in ModelHub as CSV and PDF.',
  };
}

function describe(line: StatementLine): string {
  const parts = [
    `${line.projectName}: ${line.model} (${line.provider})`,
    `${grouped(String(line.requests))} requests`,
    `${grouped(String(promptTokensOf(line.usage)))} tokens in`,
    `${grouped(String(completionTokensOf(line.usage)))} tokens out`,
    ...(line.usage.units === 0n ? [] : [`${grouped(String(line.usage.units))} ${unitNoun(line.unit, line.usage.units)}`]),
    dollarsFromNanoUsd(line.costNanoUsd),
  ];
  return parts.join(', ').slice(0, DESCRIPTION_CHARS_MAX);
}

/** Changes when anything that would be written on the invoice changes. */
export function statementDigest(lines: readonly StatementLine[]): string {
  return createHash('sha256')
    .update(JSON.stringify(invoiceText(lines)))
    .digest('hex');
}

/**
 * Writes the statement on a draft. The draft is compared first, so repeating it, or going on after a crash in the middle,
 * ends in the same invoice. The lines' amounts are zero: the total stays the meter's.
 */
export async function writeStatementOnDraft(stripe: Stripe, invoiceId: string, lines: readonly StatementLine[]): Promise<void> {
  const text = invoiceText(lines);
  const present = new Map<string, Stripe.InvoiceLineItem>();
  for await (const line of stripe.invoices.listLineItems(invoiceId, { limit: 100 })) {
    const key = line.metadata['statement_key'];
    if (key !== undefined) present.set(key, line);
  }
  const wanted = new Set(text.lines.map((line) => line.key));
  const gone = [...present].filter(([key]) => !wanted.has(key)).map(([, line]) => ({ id: line.id, behavior: 'delete' as const }));
  const added = text.lines.filter((line) => !present.has(line.key));
  const changed = text.lines.flatMap((line) => {
    const old = present.get(line.key);
    return old !== undefined && old.description !== line.description ? [{ id: old.id, description: line.description }] : [];
  });
  if (gone.length > 0) await stripe.invoices.removeLines(invoiceId, { lines: gone });
  if (changed.length > 0) await stripe.invoices.updateLines(invoiceId, { lines: changed });
  if (added.length > 0) {
    await stripe.invoices.addLines(invoiceId, {
      lines: added.map((line) => ({ amount: 0, description: line.description, metadata: { statement_key: line.key } })),
    });
  }
  await stripe.invoices.update(invoiceId, { custom_fields: [...text.customFields], footer: text.footer });
}
