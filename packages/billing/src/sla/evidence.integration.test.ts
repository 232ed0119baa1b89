import type {} from '@modelhub/testing/vitest-setup';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { readEvidence, type SlaEvidence } from './evidence.ts';

const FROM = Date.UTC(2026, 10, 1);
const TO = Date.UTC(2026, 11, 1);
const MONTH_MINUTES = 30 * 1_440;
const at = (time: string): number => Date.parse(`2026-${time}Z`);

let database: TestDatabase;
let admin: pg.Pool;
let app: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  admin = new pg.Pool({ connectionString: database.url, max: 2 });
  app = createPool({ databaseUrl: database.url, role: 'modelhub_app', max: 2, applicationName: 'test' });
});
afterAll(async () => {
  await app.end();
  await admin.end();
  await database.drop();
});
beforeEach(() => admin.query('TRUNCATE gateway_minutes, fleet_minutes, provider_health_hours'));

const read = (nowMs = TO + 6 * 3_600_000): Promise<SlaEvidence> => readEvidence(app, { fromMs: FROM, toMs: TO, nowMs });

/** Gateways in every minute of [from, to), counted already. */
async function counted(from: string, to: string, gateways = 2): Promise<void> {
  await admin.query(
    `INSERT INTO fleet_minutes SELECT minute, $3 FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', '1 minute') minute`,
    [new Date(at(from)), new Date(at(to)), gateways],
  );
}

async function told(gateway: string, from: string, to: string): Promise<void> {
  await admin.query(
    `INSERT INTO gateway_minutes (minute, gateway_id) SELECT minute, $3 FROM generate_series($1::timestamptz, $2::timestamptz - interval '1 minute', '1 minute') minute`,
    [new Date(at(from)), new Date(at(to)), gateway],
  );
}

test('a month without a minute missing', async () => {
  await counted('10-30T00:00', '11-28T00:00');
  await told('a', '11-28T00:00', '12-01T08:00');
  await told('b', '11-29T00:00', '12-01T08:00');
  const { fleet } = await read();
  expect(fleet).toEqual({ watchedFromMs: FROM, watchedMinutes: MONTH_MINUTES, minutesWithout: 0, gatewaysMin: 1, gatewaysMax: 2, gaps: [] });
});

test('minutes without any gateway are found at the begin, in the middle, and at the end', async () => {
  await counted('10-30T00:00', '10-31T23:50');
  await counted('11-01T00:03', '11-10T10:00');
  await told('a', '11-10T10:12', '11-30T23:58');
  await told('a', '12-01T00:01', '12-01T01:00');
  expect((await read()).fleet).toMatchObject({
    watchedMinutes: MONTH_MINUTES,
    minutesWithout: 3 + 12 + 2,
    gaps: [
      { startedAtMs: FROM, endedAtMs: at('11-01T00:03') },
      { startedAtMs: at('11-10T10:00'), endedAtMs: at('11-10T10:12') },
      { startedAtMs: at('11-30T23:58'), endedAtMs: TO },
    ],
  });
});

test('a minute that one gateway counted late has as many gateways as all of them', async () => {
  await counted('11-01T00:00', '11-01T00:02', 3);
  await told('late', '11-01T00:01', '11-01T00:02');
  expect((await read(at('11-01T00:04'))).fleet).toMatchObject({ watchedMinutes: 2, minutesWithout: 0, gatewaysMin: 3, gatewaysMax: 4 });
});

test('what was not watched is no outage: before the first gateway that told, and the last two minutes', async () => {
  expect((await read()).fleet).toBeNull();
  await told('a', '11-20T12:00', '11-20T12:10');
  const watchedFromMs = at('11-20T12:00');
  expect((await read(at('11-20T12:11:30'))).fleet).toMatchObject({ watchedFromMs, watchedMinutes: 9, minutesWithout: 0 });
  expect((await read(at('11-20T12:13:30'))).fleet).toMatchObject({ watchedFromMs, watchedMinutes: 11, minutesWithout: 1 });
});

test('a month in which all were away has nothing but minutes without', async () => {
  await counted('10-30T00:00', '10-31T00:00');
  expect((await read()).fleet).toMatchObject({
    watchedMinutes: MONTH_MINUTES,
    minutesWithout: MONTH_MINUTES,
    gatewaysMax: 0,
    gaps: [{ startedAtMs: FROM, endedAtMs: TO }],
  });
});

test('of very many gaps the longest are listed, and all are counted', async () => {
  await admin.query(`INSERT INTO fleet_minutes SELECT minute, 1 FROM generate_series('2026-11-01Z'::timestamptz, '2026-11-01T04:00Z', '2 minutes') minute`);
  await admin.query(`INSERT INTO fleet_minutes VALUES ('2026-11-01T04:30Z', 1)`);
  const { fleet } = await read(at('11-01T04:33'));
  expect(fleet).toMatchObject({ minutesWithout: 120 + 29 });
  expect(fleet?.gaps).toHaveLength(50);
  expect(fleet?.gaps.at(-1)).toEqual({ startedAtMs: at('11-01T04:01'), endedAtMs: at('11-01T04:30') });
});

test('providers with their sums of the month, and none that was hardly asked', async () => {
  await admin.query(`INSERT INTO provider_health_hours VALUES
    ('openai', '2026-10-31T23:00Z', 1000, 1000, 60, 0, 0, 0, 0, 0), ('openai', '2026-11-01T00:00Z', 60, 3, 50, 49, 6, 1, 6, 5), ('openai', '2026-11-30T23:00Z', 40, 0, 30, 30, 0, 0, 0, 0),
    ('openai', '2026-12-01T00:00Z', 1000, 1000, 60, 0, 0, 0, 0, 0), ('groq', '2026-11-02T00:00Z', 19, 19, 19, 0, 0, 0, 0, 0), ('mistral', '2026-11-02T00:00Z', 0, 0, 0, 0, 20, 2, 20, 18)`);
  const nothing = { requests: 0, errors: 0, minutesAsked: 0, minutesAnswered: 0 };
  expect((await read()).providers).toEqual([
    { provider: 'mistral', ...nothing, probes: 20, probeErrors: 2, minutesProbed: 20, minutesProbeAnswered: 18 },
    {
      provider: 'openai',
      requests: 100,
      errors: 3,
      minutesAsked: 80,
      minutesAnswered: 79,
      probes: 6,
      probeErrors: 1,
      minutesProbed: 6,
      minutesProbeAnswered: 5,
    },
  ]);
});
