import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '@modelhub/providers/registry';
import { capturesOf, hasOwnCaptures } from '@modelhub/providers/testing/captures';
import type { StreamTranslator } from '@modelhub/providers/types';
import { fuzzOnce } from './testing/fuzz.ts';

const STREAMS = 2_000;
/** Presets run the code of OpenAI's dialect: few streams show that what they do otherwise breaks nothing. */
const PRESET_STREAMS = 100;

/** Streams that are cut, flipped, shuffled and wrong: a typed error or a right answer behind every surface, and never more than that. `pnpm fuzz` sends 100,000 for each. */
describe.each(Object.entries(PROVIDERS).map(([id, entry]) => [id, entry.adapter] as const))('%s', { timeout: 60_000 }, (id, adapter) => {
  const streams = hasOwnCaptures(id) ? STREAMS : PRESET_STREAMS;

  test(`${streams} broken streams`, () => {
    const captures = capturesOf(id);
    const faults = Array.from({ length: streams }, (_, index) => ({ seed: index + 1, fault: fuzzOnce(adapter, captures, index + 1) })).filter(
      ({ fault }) => fault !== null,
    );
    expect(faults).toEqual([]);
  });

  test('a translator that is wrong is found out', () => {
    const broken = (translator: StreamTranslator): StreamTranslator => new Proxy(translator, { get: dropsBytes });
    const faults = Array.from({ length: 200 }, (_, index) => fuzzOnce(adapter, capturesOf(id), index + 1, broken)).filter((fault) => fault !== null);
    expect(faults.length).toBeGreaterThan(20);
  });
});

/** Loses the last byte of every piece, as a translator does that takes pieces for events. */
function dropsBytes(target: StreamTranslator, property: string | symbol): unknown {
  const value: unknown = Reflect.get(target, property, target);
  if (typeof value !== 'function') return value;
  return (chunk: Buffer | undefined): unknown => Reflect.apply(value, target, chunk === undefined ? [] : [chunk.subarray(0, -1)]);
}
