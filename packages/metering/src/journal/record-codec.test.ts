import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { expect, test } from 'vitest';
import { settledEvent } from '../testing/usage-event-fixtures.ts';
import { decodeLine, encodeSettle, frameBytesMax, writeFrame } from './record-codec.ts';
import { settledFields } from './record-fields.ts';

function decoded(payload: string): unknown {
  const line = Buffer.alloc(frameBytesMax(payload));
  return decodeLine(line.subarray(0, writeFrame(line, 0, payload) - 1));
}

test('units come back from the journal', () => {
  const event = settledEvent({ usage: { ...ZERO_USAGE, units: 75 } });
  expect(decoded(encodeSettle(event))).toMatchObject({ kind: 'record', record: { event: { usage: event.usage } } });
});

test('a record of a gateway that did not know of units has none', () => {
  const event = settledEvent();
  const { units: _, ...known } = event.usage;
  const older = settledFields(event).map((field) => (Array.isArray(field) ? field.slice(0, Object.keys(known).length) : field));
  expect(decoded(`S${JSON.stringify(older)}`)).toMatchObject({ kind: 'record', record: { event: { usage: { ...known, units: 0 } } } });
});
