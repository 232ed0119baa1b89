import { uuidv7 } from '@modelhub/core/ids';
import type pg from 'pg';
import type { JournalWriter } from '../journal/types.ts';
import type { randomFrom } from './random.ts';
import { openEvent } from './usage-event-fixtures.ts';
import type { Invariant } from '../reconcile/finding.ts';

/** Where a corruption is done: with the owner's rights, past every guard. */
export interface CorruptionTarget {
  readonly owner: pg.Client;
  readonly journal: JournalWriter;
  readonly random: ReturnType<typeof randomFrom>;
  readonly nowMs: number;
}

export interface Corruption {
  readonly name: string;
  /** One of these has to notice. */
  readonly noticedBy: readonly Invariant[];
  apply(target: CorruptionTarget): Promise<void>;
}

/** One row of a table, picked by the seed. */
async function anyRow(target: CorruptionTarget, table: string, where = 'true'): Promise<string> {
  const { rows } = await target.owner.query<{ ctid: string; tableoid: string }>(`SELECT ctid, tableoid FROM ${table} WHERE ${where} ORDER BY tableoid, ctid`);
  const row = target.random.pick(rows);
  return `tableoid = ${row.tableoid} AND ctid = '${row.ctid}'`;
}

function update(name: string, noticedBy: readonly Invariant[], change: { table: string; set: string; where?: string }): Corruption {
  return {
    name,
    noticedBy,
    async apply(target) {
      const row = await anyRow(target, change.table, change.where);
      await target.owner.query(`UPDATE ${change.table} SET ${change.set} WHERE ${row}`);
    },
  };
}

function remove(name: string, noticedBy: readonly Invariant[], table: string): Corruption {
  return {
    name,
    noticedBy,
    async apply(target) {
      await target.owner.query(`DELETE FROM ${table} WHERE ${await anyRow(target, table)}`);
    },
  };
}

/** A copy of a ledger row with some columns changed, as `INSERT … SELECT` takes them. */
async function copyEvent(target: CorruptionTarget, changes: Record<string, string>): Promise<void> {
  const { rows } = await target.owner.query<{ column_name: string }>(
    `SELECT column_name FROM information_schema.columns WHERE table_name = 'usage_events' ORDER BY ordinal_position`,
  );
  const columns = rows.map((row) => row.column_name);
  await target.owner.query(
    `INSERT INTO usage_events (${columns.join(', ')})
     SELECT ${columns.map((column) => changes[column] ?? column).join(', ')} FROM usage_events
     WHERE ${await anyRow(target, 'usage_events')}`,
  );
}

const USAGE_COLUMNS = ['input', 'cached_input', 'cache_write_5m', 'cache_write_1h', 'output', 'reasoning', 'units'];
const ROLLUP_COLUMNS = ['requests', 'failed_requests', 'estimated_requests', ...USAGE_COLUMNS, 'cost_nano_usd', 'duration_ms_sum'];

/** A seeded way to break the books for each kind of mistake that a bug, an operator or a bad disk could make. */
export const CORRUPTIONS: readonly Corruption[] = [
  remove('a charge is gone', ['I3', 'I4'], 'usage_events'),
  update('a charge has another amount', ['I3', 'I4'], { table: 'usage_events', set: 'cost_nano_usd = cost_nano_usd + 1' }),
  ...USAGE_COLUMNS.map((column) => update(`a charge has other ${column}`, ['I4'], { table: 'usage_events', set: `${column} = ${column} + 1` })),
  update('a charge is in another project', ['I4'], { table: 'usage_events', set: `project_id = 'prj_elsewhere'` }),
  update('a charge is another model', ['I4'], { table: 'usage_events', set: `model = 'x/other'` }),
  // On nothing a markup is nothing.
  update('a charge has another markup', ['I3'], {
    table: 'usage_events',
    set: 'markup_basis_points = markup_basis_points + 500',
    where: 'cost_nano_usd > 0',
  }),
  update('a charge turned into a failure', ['I4'], { table: 'usage_events', set: `outcome = 'truncated'`, where: `outcome = 'completed'` }),
  {
    name: 'charge and rollup are wrong alike',
    noticedBy: ['I3'],
    async apply(target) {
      const { rows } = await target.owner.query<{ organization_id: string }>(
        `UPDATE usage_events SET cost_nano_usd = cost_nano_usd + 7 WHERE ${await anyRow(target, 'usage_events')}
         RETURNING organization_id, date_trunc('hour', occurred_at, 'UTC') AS hour, project_id, key_id, model, provider`,
      );
      const row = rows[0] as unknown as Record<string, unknown>;
      await target.owner.query(
        `UPDATE usage_rollups_hourly SET cost_nano_usd = cost_nano_usd + 7 WHERE organization_id = $1 AND hour = $2
           AND project_id = $3 AND key_id = $4 AND model = $5 AND provider = $6`,
        [row['organization_id'], row['hour'], row['project_id'], row['key_id'], row['model'], row['provider']],
      );
    },
  },
  {
    name: 'one event is charged to two organizations',
    noticedBy: ['I2'],
    apply: (target) => copyEvent(target, { organization_id: `CASE organization_id WHEN 'org_a' THEN 'org_b' ELSE 'org_a' END` }),
  },
  {
    name: 'a charge was booked past rollup and outbox',
    noticedBy: ['I3', 'I4'],
    apply: (target) => copyEvent(target, { event_id: `(substr(event_id::text, 1, 24) || '${uuidv7().slice(24)}')::uuid` }),
  },
  ...ROLLUP_COLUMNS.map((column) => update(`a rollup has another ${column}`, ['I4'], { table: 'usage_rollups_hourly', set: `${column} = ${column} + 1` })),
  remove('a rollup row is gone', ['I4'], 'usage_rollups_hourly'),
  update('a rollup row is under another key', ['I4'], { table: 'usage_rollups_hourly', set: `key_id = 'key_elsewhere'` }),
  update('a correction has another amount', ['I3', 'I4'], { table: 'usage_corrections', set: 'cost_nano_usd = cost_nano_usd + 1' }),
  update('a correction refers to nothing', ['I2'], { table: 'usage_corrections', set: `event_id = '${uuidv7()}'` }),
  update('a correction is in another hour', ['I2', 'I4'], { table: 'usage_corrections', set: `occurred_at = occurred_at - interval '1 hour'` }),
  remove('a correction is gone', ['I3', 'I4'], 'usage_corrections'),
  remove('an hour fell out of the outbox', ['I8'], 'stripe_outbox'),
  update('a version was pushed that never was', ['I8'], { table: 'stripe_outbox', set: 'pushed_version = dirty_version + 1' }),
  update('a pushed hour changed without a new version', ['I8'], {
    table: 'stripe_outbox',
    set: `pushed_version = dirty_version, pushed_at = now() - interval '1 day'`,
  }),
  {
    name: 'an open event has no end',
    noticedBy: ['I1'],
    async apply({ journal, nowMs }) {
      const openedAtMs = nowMs - 3_600_000;
      await journal.open(openEvent({ openedAtMs, leaseUntilMs: openedAtMs + 60_000 }));
    },
  },
  {
    name: 'a record was set aside and nobody looked',
    noticedBy: ['I1'],
    async apply({ owner, random }) {
      await owner.query(
        `INSERT INTO usage_quarantine (id, gateway_id, segment, "offset", payload, reason) VALUES ($1, 'g', 's', $2, 'S["x","org_a"]', 'bad')`,
        [uuidv7(), random.below(1e9)],
      );
    },
  },
];
