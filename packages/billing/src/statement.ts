import type { BilledUnit } from '@modelhub/core/billed-unit';
import { centsFromNanoUsd } from '@modelhub/core/money';
import { TOKEN_COMPONENTS, type TokenComponent } from '@modelhub/core/token-usage';
import { withTenantConnection } from '@modelhub/db/tenant';
import type pg from 'pg';

export type StatementUsage = Readonly<Record<TokenComponent, bigint>>;

/** Usage of one project with one model at one provider. */
export interface StatementLine {
  readonly projectId: string;
  readonly projectName: string;
  readonly model: string;
  readonly provider: string;
  readonly requests: bigint;
  /** Tokens by component, and units. */
  readonly usage: StatementUsage;
  /** What `usage.units` counts; null for a model that is billed by tokens. */
  readonly unit: BilledUnit | null;
  readonly costNanoUsd: bigint;
}

export interface Statement {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly periodStartMs: number;
  readonly periodEndMs: number;
  /** Null for usage that is not invoiced yet. */
  readonly invoice: {
    readonly id: string;
    readonly number: string | null;
    readonly status: string;
    readonly totalCents: bigint;
    readonly amountDueCents: bigint;
    readonly amountPaidCents: bigint;
  } | null;
  /** Most expensive first. */
  readonly lines: readonly StatementLine[];
  readonly totalNanoUsd: bigint;
  /** The lines' sum in whole cents, rounded once, half up. */
  readonly usageCents: bigint;
  /** Late usage of earlier months that the invoice also charges. */
  readonly lateUsageCents: bigint;
}

const COLUMN: Readonly<Record<TokenComponent, string>> = {
  input: 'input',
  cachedInput: 'cached_input',
  cacheWrite5m: 'cache_write_5m',
  cacheWrite1h: 'cache_write_1h',
  output: 'output',
  reasoning: 'reasoning',
  audioInput: 'audio_input',
  audioOutput: 'audio_output',
  imageInput: 'image_input',
  imageOutput: 'image_output',
  units: 'units',
};

interface LineRow {
  readonly project_id: string;
  readonly project_name: string | null;
  readonly model: string;
  readonly provider: string;
  readonly requests: bigint;
  readonly usage: Readonly<Record<string, string | number>>;
  readonly unit: BilledUnit | null;
  readonly cost_nano_usd: bigint;
}

const tokensJson = TOKEN_COMPONENTS.map((component) => `'${component}', sum(r.${COLUMN[component]})::text`).join(', ');

/** A model counts one kind of unit, whatever became of its price. */
const unitOf = (model: string): string => `(SELECT min(unit) FROM prices WHERE prices.model = ${model}) AS unit`;

const LEDGER_LINES = `SELECT r.project_id, max(p.name) AS project_name, r.model, r.provider, sum(r.requests)::bigint AS requests,
    json_build_object(${tokensJson}) AS usage, ${unitOf('r.model')}, sum(r.cost_nano_usd)::bigint AS cost_nano_usd
  FROM usage_rollups_hourly r LEFT JOIN projects p ON p.id = r.project_id
  WHERE r.organization_id = $1 AND r.hour >= $2 AND r.hour < $3
  GROUP BY r.project_id, r.model, r.provider
  ORDER BY cost_nano_usd DESC, r.project_id, r.model, r.provider`;

/** The lines of a period as the rollup has them now. The connection has to be allowed to see the organization. */
export async function readLedgerLines(
  client: pg.Pool | pg.PoolClient,
  range: { readonly organizationId: string; readonly fromMs: number; readonly toMs: number },
): Promise<StatementLine[]> {
  const result = await client.query<LineRow>(LEDGER_LINES, [range.organizationId, new Date(range.fromMs), new Date(range.toMs)]);
  return result.rows.map(toLine);
}

function toLine(row: LineRow): StatementLine {
  const usage = Object.fromEntries(TOKEN_COMPONENTS.map((component) => [component, BigInt(row.usage[component] ?? 0)]));
  return {
    projectId: row.project_id,
    projectName: row.project_name ?? row.project_id,
    model: row.model,
    provider: row.provider,
    requests: row.requests,
    usage: usage as StatementUsage,
    unit: row.unit,
    costNanoUsd: row.cost_nano_usd,
  };
}

/** The statement of usage that is not invoiced yet, such as the month so far. Under `modelhub_app` or `modelhub_worker`. */
export async function readUsageStatement(
  pool: pg.Pool,
  range: { readonly organizationId: string; readonly fromMs: number; readonly toMs: number },
): Promise<Statement> {
  return withTenantConnection(pool, { organizationId: range.organizationId, userId: null }, async (client) => {
    const lines = await readLedgerLines(client, range);
    const totalNanoUsd = sumOf(lines);
    return {
      organizationId: range.organizationId,
      organizationName: await nameOf(client, range.organizationId),
      periodStartMs: range.fromMs,
      periodEndMs: range.toMs,
      invoice: null,
      lines,
      totalNanoUsd,
      usageCents: centsFromNanoUsd(totalNanoUsd),
      lateUsageCents: 0n,
    };
  });
}

interface InvoiceRow {
  readonly id: string;
  readonly number: string | null;
  readonly status: string;
  readonly period_start: Date;
  readonly period_end: Date;
  readonly total_cents: bigint;
  readonly usage_cents: bigint;
  readonly amount_due_cents: bigint;
  readonly amount_paid_cents: bigint;
}

const STORED_LINES = `SELECT l.project_id, p.name AS project_name, l.model, l.provider, l.requests, l.usage,
    ${unitOf('l.model')}, l.cost_nano_usd
  FROM invoice_statement_lines l LEFT JOIN projects p ON p.id = l.project_id
  WHERE l.invoice_id = $1 ORDER BY l.cost_nano_usd DESC, l.project_id, l.model, l.provider`;

/** An invoice's statement as it was frozen with it; undefined when the organization has no such invoice. */
export async function readInvoiceStatement(
  pool: pg.Pool,
  key: { readonly organizationId: string; readonly invoiceId: string },
): Promise<Statement | undefined> {
  return withTenantConnection(pool, { organizationId: key.organizationId, userId: null }, async (client) => {
    const found = await client.query<InvoiceRow>(
      `SELECT id, number, status, period_start, period_end, total_cents, usage_cents, amount_due_cents, amount_paid_cents
       FROM invoices WHERE id = $1 AND organization_id = $2`,
      [key.invoiceId, key.organizationId],
    );
    const row = found.rows[0];
    if (row === undefined) return undefined;
    const lines = (await client.query<LineRow>(STORED_LINES, [row.id])).rows.map(toLine);
    return {
      organizationId: key.organizationId,
      organizationName: await nameOf(client, key.organizationId),
      periodStartMs: row.period_start.getTime(),
      periodEndMs: row.period_end.getTime(),
      invoice: {
        id: row.id,
        number: row.number,
        status: row.status,
        totalCents: row.total_cents,
        amountDueCents: row.amount_due_cents,
        amountPaidCents: row.amount_paid_cents,
      },
      lines,
      totalNanoUsd: sumOf(lines),
      usageCents: row.usage_cents,
      lateUsageCents: row.total_cents - row.usage_cents,
    };
  });
}

export function sumOf(lines: readonly StatementLine[]): bigint {
  return lines.reduce((sum, line) => sum + line.costNanoUsd, 0n);
}

async function nameOf(client: pg.PoolClient, organizationId: string): Promise<string> {
  const result = await client.query<{ name: string }>('SELECT name FROM organizations WHERE id = $1', [organizationId]);
  return result.rows[0]?.name ?? organizationId;
}
