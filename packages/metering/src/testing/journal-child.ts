// A gateway's journal at work, for tests that kill it: `node journal-child.ts <directory> <gatewayId> <segmentBytesMax>`.
// Tells on stdout, line by line, what has been promised: "o <event id>" after an open and "s <event id>" after a settle. The
// lines are written synchronously, so a promise that was given before the kill is a line that can be read.
import { writeSync } from 'node:fs';
import { createJournalWriter } from '../journal/writer.ts';
import { replayJournal } from '../journal/replay.ts';
import { openEvent, settledEvent, TEST_PRICE } from './usage-event-fixtures.ts';

const [directory = '', gatewayId = '', segmentBytesMax = ''] = process.argv.slice(2);
const writer = createJournalWriter({ directory, gatewayId, segmentBytesMax: Number(segmentBytesMax) });
await replayJournal({ writer, priceOf: (id) => (id === TEST_PRICE.id ? TEST_PRICE : undefined) });
writeSync(1, 'ready\n');

async function client(): Promise<never> {
  for (let n = 0; ; n += 1) {
    const open = openEvent({ requestId: `r${n}`, inputTokensEstimate: 10 });
    await writer.open(open);
    writeSync(1, `o ${open.eventId}\n`);
    writer.checkpoint({ eventId: open.eventId, atMs: Date.now(), outputTokensForwarded: 5, leaseUntilMs: Date.now() + 60_000 });
    // Big records now and then, so that a write spans pages and can be cut in its middle.
    await writer.settle(settledEvent({ ...open, outcome: 'completed', finishReason: 'x'.repeat(n % 20 === 0 ? 20_000 : 4) }));
    writeSync(1, `s ${open.eventId}\n`);
  }
}

await Promise.all(Array.from({ length: 32 }, client));
