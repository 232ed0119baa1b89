import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openEvent, settledEvent, TEST_PRICE } from '../testing/usage-event-fixtures.ts';
import { replayJournal } from './replay.ts';
import { createJournalWriter, type GatewayJournalWriter } from './writer.ts';

let directory: string;
const priceOf = (id: string) => (id === TEST_PRICE.id ? TEST_PRICE : undefined);
const writers: GatewayJournalWriter[] = [];

beforeEach(() => {
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-replay-'));
});
afterEach(async () => {
  await Promise.all(writers.splice(0).map((writer) => writer.close()));
  rmSync(directory, { recursive: true, force: true });
});

/** The folder as a SIGKILL would leave it: copied in mid-life, without the first life's lock. */
function nextLife(): GatewayJournalWriter {
  const copy = mkdtempSync(path.join(directory, 'life-'));
  cpSync(path.join(directory, 'gateway-1'), path.join(copy, 'gateway-1'), {
    recursive: true,
    filter: (source) => !path.basename(source).startsWith('lock.'),
  });
  return start(copy);
}

function start(inDirectory = directory): GatewayJournalWriter {
  const writer = createJournalWriter({ directory: inDirectory, gatewayId: 'gateway-1' });
  writers.push(writer);
  return writer;
}

describe('replayJournal', () => {
  test('ends each open event once, from its last checkpoint', async () => {
    const first = start();
    const quiet = openEvent();
    const streamed = openEvent({ inputTokensEstimate: 1_000 });
    const done = openEvent();
    await Promise.all([quiet, streamed, done].map((event) => first.open(event)));
    for (const tokens of [10, 20]) {
      first.checkpoint({ eventId: streamed.eventId, atMs: streamed.openedAtMs + tokens, outputTokensForwarded: tokens, leaseUntilMs: 0 });
    }
    await first.settle(settledEvent({ eventId: done.eventId }));

    const second = nextLife();
    const { settled, leftOpen } = await replayJournal({ writer: second, priceOf });
    expect(leftOpen).toEqual([]);
    expect(settled).toHaveLength(2);
    expect(settled).toContainEqual(
      expect.objectContaining({ eventId: quiet.eventId, outcome: 'interrupted', usageSource: 'none', costNanoUsd: 0n, statusCode: 503 }),
    );
    expect(settled).toContainEqual(
      expect.objectContaining({
        eventId: streamed.eventId,
        outcome: 'interrupted',
        usageSource: 'checkpoint',
        usage: { ...ZERO_USAGE, input: 1_000, output: 20 },
        // 1,000 x 2.50 + 20 x 10.00 per million, and 10 % on it.
        costNanoUsd: 2_970_000n,
        durationMs: 20,
      }),
    );
    expect((await replayJournal({ writer: second, priceOf })).settled).toEqual([]);
  });

  test('the life after a replay has nothing left to end', async () => {
    const first = start();
    await first.open(openEvent());
    const second = nextLife();
    await replayJournal({ writer: second, priceOf });
    await second.close();
    const third = start(path.dirname(second.folder));
    expect((await replayJournal({ writer: third, priceOf })).settled).toEqual([]);
  });

  test('what a fallback served is what is charged', async () => {
    const first = start();
    const event = openEvent({ priceId: 'gone' });
    await first.open(event);
    const served = { model: 'm', provider: 'p', endpointId: 'e', priceId: TEST_PRICE.id, serviceTier: 'standard' };
    first.checkpoint({ eventId: event.eventId, atMs: 1, outputTokensForwarded: 3, leaseUntilMs: 0, served });
    await first.close();
    const { settled } = await replayJournal({ writer: start(), priceOf });
    expect(settled).toMatchObject([{ ...served, eventId: event.eventId }]);
  });

  test('an event whose price nobody knows stays open rather than being guessed', async () => {
    const first = start();
    const event = openEvent({ priceId: 'gone' });
    await first.open(event);
    first.checkpoint({ eventId: event.eventId, atMs: 1, outputTokensForwarded: 3, leaseUntilMs: 0 });
    await first.close();
    const { settled, leftOpen } = await replayJournal({ writer: start(), priceOf });
    expect(settled).toEqual([]);
    expect(leftOpen.map(({ open }) => open.eventId)).toEqual([event.eventId]);
  });

  test('events of this life are not touched', async () => {
    const writer = start();
    await writer.open(openEvent());
    expect((await replayJournal({ writer, priceOf })).settled).toEqual([]);
  });
});
