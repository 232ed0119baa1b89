import type {} from '@modelhub/testing/vitest-setup';
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { FixedClock } from '@modelhub/core/clock';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { listSegments } from '../journal/segments.ts';
import { createJournalWriter, type GatewayJournalWriter } from '../journal/writer.ts';
import { ledgerTotals, seedTenants } from '../testing/ledger-fixtures.ts';
import { openEvent, settledEvent } from '../testing/usage-event-fixtures.ts';
import { JournalShipper, shipJournals } from './ship.ts';

let database: TestDatabase;
let pool: pg.Pool;
let directory: string;
let writer: GatewayJournalWriter;

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  await seedTenants(database.url, ['a', 'b']);
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 6, applicationName: 'ship test' });
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-ship-'));
  writer = createJournalWriter({ directory, gatewayId: 'gateway-1' });
});
afterEach(async () => {
  await writer.close();
  await pool.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

async function run(overrides: Parameters<typeof settledEvent>[0] = {}) {
  const event = settledEvent(overrides);
  await writer.open(event);
  await writer.settle(event);
  return event;
}

const segmentCount = async (gatewayId = 'gateway-1') => (await listSegments(path.join(directory, gatewayId))).length;

describe('shipping', () => {
  test('a settled event is in ledger, rollup, outbox and on its key; a second pass changes nothing', async () => {
    const event = await run();
    const report = await shipJournals({ pool, directory });
    expect(report).toMatchObject({ gateways: 1, inserted: 1, duplicates: 0, quarantined: 0, errors: [] });
    const once = await ledgerTotals(pool);
    expect(once).toMatchObject({ events: 1n, cost: event.costNanoUsd, rolledCost: event.costNanoUsd, rolledRequests: 1n, dirty: 1n });
    expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 0, duplicates: 1 });
    expect(await ledgerTotals(pool)).toEqual(once);
    const { rows } = await pool.query('SELECT * FROM usage_events');
    expect(rows[0]).toMatchObject({ event_id: event.eventId, occurred_at: new Date(event.openedAtMs), input: 900, cached_input: 100, gateway_id: 'gateway-1' });
    const key = await pool.query(`SELECT last_used_at FROM api_keys WHERE id = 'key_a'`);
    expect(key.rows).toEqual([{ last_used_at: new Date(event.openedAtMs) }]);
  });

  test('with its memory a pass reads only what is new', async () => {
    const shipper = new JournalShipper({ pool, directory });
    await run();
    expect(await shipper.ship()).toMatchObject({ inserted: 1 });
    await run();
    expect(await shipper.ship()).toMatchObject({ inserted: 1, duplicates: 0 });
    expect(await shipper.ship()).toMatchObject({ inserted: 0, duplicates: 0 });
  });

  test('rollup rows are split by every dimension and summed within it', async () => {
    const hour = Date.UTC(2026, 10, 5, 10);
    const usage = { ...ZERO_USAGE, input: 1, output: 2 };
    for (const minute of [0, 30, 59]) await run({ openedAtMs: hour + minute * 60_000, usage, costNanoUsd: 5n });
    await run({ openedAtMs: hour + 3_600_000, usage, costNanoUsd: 5n });
    await run({ openedAtMs: hour, model: 'openai/gpt-4o-mini', usage, costNanoUsd: 7n, outcome: 'truncated', usageSource: 'none' });
    await run({ openedAtMs: hour, organizationId: 'org_b', projectId: 'prj_b', keyId: 'key_b', usage, costNanoUsd: 9n, usageSource: 'estimated' });
    await shipJournals({ pool, directory });
    const { rows } = await pool.query(
      `SELECT organization_id, hour, model, requests, failed_requests, estimated_requests, output, cost_nano_usd
       FROM usage_rollups_hourly ORDER BY 1, 2, 3`,
    );
    const base = { hour: new Date(hour), failed_requests: 0, estimated_requests: 0, model: 'openai/gpt-4o' };
    expect(rows).toEqual([
      { ...base, organization_id: 'org_a', requests: 3, output: 6n, cost_nano_usd: 15n },
      { ...base, organization_id: 'org_a', model: 'openai/gpt-4o-mini', requests: 1, failed_requests: 1, output: 2n, cost_nano_usd: 7n },
      { ...base, organization_id: 'org_a', hour: new Date(hour + 3_600_000), requests: 1, output: 2n, cost_nano_usd: 5n },
      { ...base, organization_id: 'org_b', requests: 1, estimated_requests: 1, output: 2n, cost_nano_usd: 9n },
    ]);
  });

  test('a late event of a closed hour counts, as a new version of that hour', async () => {
    const hour = Date.UTC(2026, 10, 5, 10);
    await run({ openedAtMs: hour });
    await shipJournals({ pool, directory });
    await pool.query('UPDATE stripe_outbox SET pushed_version = dirty_version');
    await run({ openedAtMs: hour + 1 });
    await shipJournals({ pool, directory });
    const { rows } = await pool.query('SELECT dirty_version, pushed_version FROM stripe_outbox');
    expect(rows).toEqual([{ dirty_version: 2, pushed_version: 1 }]);
  });

  test('the same end twice in one batch is one row', async () => {
    const event = await run();
    await writer.settle(event);
    expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 1, duplicates: 1 });
    expect(await ledgerTotals(pool)).toMatchObject({ events: 1n, rolledRequests: 1n });
  });

  test('workers that run at the same time do not count anything twice', async () => {
    for (let i = 0; i < 200; i += 1) await run({ organizationId: i % 2 ? 'org_a' : 'org_b' });
    const other = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 4, applicationName: 'other worker' });
    const shippers = [pool, other, pool, other].map((p) => new JournalShipper({ pool: p, directory, batchRows: 7 }));
    const reports = await Promise.all(shippers.map((shipper) => shipper.ship()));
    expect(reports.reduce((sum, report) => sum + report.inserted, 0)).toBe(200);
    expect(reports.reduce((sum, report) => sum + report.busy, 0)).toBeGreaterThan(0);
    const totals = await ledgerTotals(pool);
    expect(totals).toMatchObject({ events: 200n, rolledRequests: 200n, rolledCost: totals.cost, rolledOutput: totals.output });
    await other.end();
  });
});

describe('what cannot be shipped', () => {
  test('poison rows are set aside one by one, and nothing else waits for them', async () => {
    for (let i = 0; i < 20; i += 1) await run();
    await run({ organizationId: 'org_nobody' });
    await run({ eventId: '019a0000-0000-7000-8000-000000000000' });
    await run({ costNanoUsd: -5n });
    await run({ usage: { ...ZERO_USAGE, input: 2 ** 40 } });
    await run({ usage: { ...ZERO_USAGE, input: 1.5 } });
    await run({ requestId: 'nul \0 byte' });
    await run({ eventId: 'not-a-uuid' });
    await run({ openedAtMs: Number.NaN, eventId: settledEvent().eventId });
    for (let i = 0; i < 20; i += 1) await run();
    expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 40, quarantined: 8, errors: [] });
    const { rows } = await pool.query('SELECT reason FROM usage_quarantine ORDER BY "offset"');
    expect(rows.map((row) => row.reason)).toEqual([
      'unknown organization',
      expect.stringContaining('usage_events_time_is_in_id'),
      expect.stringContaining('usage_events_not_negative'),
      expect.stringContaining('out of range'),
      expect.stringContaining('integer'),
      expect.stringContaining('invalid byte sequence'),
      expect.stringContaining('uuid'),
      expect.any(String),
    ]);
    expect(await ledgerTotals(pool)).toMatchObject({ events: 40n, rolledRequests: 40n });
    expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 0, quarantined: 0 });
  });

  test('a damaged line is set aside, the records around it are shipped', async () => {
    await run();
    await writer.close();
    const [segment] = await listSegments(writer.folder);
    appendFileSync(segment?.path ?? '', 'no record at all\n');
    writer = createJournalWriter({ directory, gatewayId: 'gateway-1' });
    await run();
    expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 2, quarantined: 1 });
  });

  test('a folder that fails does not stop the others', async () => {
    await run();
    const other = createJournalWriter({ directory, gatewayId: 'gateway-0' });
    await other.settle(settledEvent());
    const [segment] = await listSegments(other.folder);
    rmSync(segment?.path ?? '');
    const { mkdirSync } = await import('node:fs');
    mkdirSync(segment?.path ?? '');
    const report = await shipJournals({ pool, directory });
    expect(report).toMatchObject({ inserted: 1 });
    expect(report.errors.map(({ gatewayId }) => gatewayId)).toEqual(['gateway-0']);
    rmSync(segment?.path ?? '', { recursive: true });
    await other.close();
  });
});

describe('removal', () => {
  test('a segment goes when it is closed and shipped, the live one stays', async () => {
    await run();
    await shipJournals({ pool, directory });
    expect(await segmentCount()).toBe(1);
    await writer.close();
    expect(await shipJournals({ pool, directory })).toMatchObject({ segmentsRemoved: 1 });
    expect(await segmentCount()).toBe(0);
  });

  test('a segment with an open event stays, and so do those after it', async () => {
    await writer.close();
    writer = createJournalWriter({ directory, gatewayId: 'gateway-1', segmentBytesMax: 300 });
    const waiting = openEvent();
    await writer.open(waiting);
    await run();
    await run();
    const shipper = new JournalShipper({ pool, directory });
    expect(await shipper.ship()).toMatchObject({ inserted: 2, segmentsRemoved: 0, open: 1 });
    await writer.settle(settledEvent({ ...waiting, outcome: 'completed' }));
    const report = await shipper.ship();
    expect(report.inserted).toBe(1);
    expect(report.segmentsRemoved).toBeGreaterThanOrEqual(3);
  });

  test('another worker that removed segments leaves no ghosts in this one', async () => {
    await writer.close();
    writer = createJournalWriter({ directory, gatewayId: 'gateway-1', segmentBytesMax: 300 });
    const waiting = openEvent();
    await writer.open(waiting);
    const first = new JournalShipper({ pool, directory });
    expect(await first.ship()).toMatchObject({ open: 1 });
    await writer.settle(settledEvent({ ...waiting, outcome: 'completed' }));
    await shipJournals({ pool, directory });
    expect(await first.ship()).toMatchObject({ open: 0 });
  });
});

describe('the sweeper', () => {
  test('ends an open event once, 60 s after its lease, from its last checkpoint', async () => {
    const clock = new FixedClock(Date.now());
    const event = openEvent({ leaseUntilMs: clock.nowMs() + 1_000 });
    await writer.open(event);
    writer.checkpoint({ eventId: event.eventId, atMs: clock.nowMs(), outputTokensForwarded: 20, leaseUntilMs: clock.nowMs() + 5_000 });
    await writer.settle(settledEvent());
    const shipper = new JournalShipper({ pool, directory, clock });
    clock.advanceMs(64_999);
    expect(await shipper.ship()).toMatchObject({ swept: 0, open: 1 });
    clock.advanceMs(2);
    expect(await shipper.ship()).toMatchObject({ swept: 1, open: 0 });
    expect(await shipper.ship()).toMatchObject({ swept: 0 });
    expect(await shipJournals({ pool, directory, clock })).toMatchObject({ swept: 0, inserted: 0 });
    const { rows } = await pool.query(`SELECT outcome, usage_source, input, output, cost_nano_usd FROM usage_events WHERE event_id = $1`, [event.eventId]);
    expect(rows).toEqual([{ outcome: 'interrupted', usage_source: 'checkpoint', input: 1_000, output: 20, cost_nano_usd: 2_970_000n }]);
  });

  test('adopts the journal of a lost gateway and leaves nothing of it', async () => {
    const clock = new FixedClock(Date.now());
    await writer.open(openEvent());
    await run();
    await writer.close();
    clock.advanceMs(10 * 60_000);
    expect(await shipJournals({ pool, directory, clock })).toMatchObject({ inserted: 2, swept: 1, segmentsRemoved: 1 });
    expect(readdirSync(writer.folder).filter((name) => name.endsWith('.journal'))).toEqual([]);
  });

  test('a gateway that was only slow gets the difference as a correction', async () => {
    const clock = new FixedClock(Date.now());
    const event = openEvent();
    await writer.open(event);
    writer.checkpoint({ eventId: event.eventId, atMs: clock.nowMs(), outputTokensForwarded: 20, leaseUntilMs: 0 });
    await writer.settle(settledEvent());
    clock.advanceMs(10 * 60_000);
    const shipper = new JournalShipper({ pool, directory, clock });
    await shipper.ship();
    const end = settledEvent({ ...event, outcome: 'completed', usage: { ...ZERO_USAGE, input: 1_000, output: 50 }, costNanoUsd: 3_300_000n });
    await writer.settle(end);
    expect(await shipper.ship()).toMatchObject({ inserted: 0, corrected: 1 });
    await shipJournals({ pool, directory, clock });
    const { rows } = await pool.query('SELECT event_id, reason, usage_delta, cost_nano_usd FROM usage_corrections');
    expect(rows).toEqual([{ event_id: event.eventId, reason: 'settled_after_sweep', usage_delta: { output: 30 }, cost_nano_usd: 330_000n }]);
    const totals = await ledgerTotals(pool);
    expect(totals.rolledCost).toBe(totals.cost);
  });

  test('an event whose price nobody knows is not guessed', async () => {
    const clock = new FixedClock(Date.now());
    const event = openEvent({ priceId: 'gone' });
    await writer.open(event);
    writer.checkpoint({ eventId: event.eventId, atMs: clock.nowMs(), outputTokensForwarded: 20, leaseUntilMs: 0 });
    await writer.close();
    clock.advanceMs(10 * 60_000);
    expect(await shipJournals({ pool, directory, clock })).toMatchObject({ swept: 0, unpriced: 1, segmentsRemoved: 0 });
  });
});

test('1,000 rows are one statement each, not a thousand', async () => {
  const events = Array.from({ length: 6_000 }, (_, i) => settledEvent({ keyId: `key_${i % 50}`, model: `m${i % 10}` }));
  await Promise.all(events.map((event) => writer.settle(event)));
  const started = performance.now();
  expect(await shipJournals({ pool, directory })).toMatchObject({ inserted: 6_000 });
  const msPerBatch = (performance.now() - started) / 6;
  // Some 30 ms on an idle core; the margin is for a machine that runs other tests at the same time.
  expect(msPerBatch).toBeLessThan(5_000);
  process.stdout.write(`ship: ${msPerBatch.toFixed(1)} ms for 1,000 rows\n`);
});
