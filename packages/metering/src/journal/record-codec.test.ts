import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { expect, test } from 'vitest';
import { requestDecision, settledEvent } from '../testing/usage-event-fixtures.ts';
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

test('a decision comes back from the journal as it went in', () => {
  const decision = requestDecision();
  expect(decoded(encodeSettle(settledEvent({ decision })))).toMatchObject({ kind: 'record', record: { event: { decision } } });
  const plain = requestDecision({ policy: null, catalog: null, seed: null, candidates: [], attempts: [], features: null });
  expect(decoded(encodeSettle(settledEvent({ decision: plain })))).toMatchObject({ kind: 'record', record: { event: { decision: plain } } });
});

test('a record of a gateway that did not write decisions down has none', () => {
  const event = settledEvent();
  const older = settledFields(event).slice(0, -1);
  expect(decoded(`S${JSON.stringify(older)}`)).toEqual({ kind: 'record', record: { kind: 'settle', event } });
});

test('a reader that does not know of decisions finds every field where it was', () => {
  const event = settledEvent();
  const with_ = settledFields(settledEvent({ ...event, decision: requestDecision() }));
  expect(with_.slice(0, -1)).toEqual(settledFields(event).slice(0, -1));
});

test('a decision that cannot be read costs the decision, not the charge', () => {
  const event = settledEvent();
  const known = settledFields(event).slice(0, -1);
  for (const nonsense of [7, 'x', {}, [1], [[], 'price', 7, null, null, null, 0, [], null]]) {
    const result = decoded(`S${JSON.stringify([...known, nonsense])}`);
    expect(result).toMatchObject({ kind: 'record', record: { event: { costNanoUsd: event.costNanoUsd, decision: null } } });
  }
});
