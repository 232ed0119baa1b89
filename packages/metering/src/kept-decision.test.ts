import fc from 'fast-check';
import { expect, test } from 'vitest';
import { KEPT_BYTES_MAX, keptDecision, shownDecision } from './kept-decision.ts';
import { decisionDocument, type RequestDecision } from './request-decision.ts';
import { requestDecision } from './testing/usage-event-fixtures.ts';

const kept = (decision: RequestDecision): unknown => JSON.parse(keptDecision(decision) ?? 'null');
const wire = (decision: RequestDecision): unknown => JSON.parse(JSON.stringify(decisionDocument(decision)));

test('what is kept is shown as it was, whatever it is', () => {
  const text = fc.string({ unit: 'binary', maxLength: 30 });
  const candidate = fc.record({
    endpointId: text,
    excluded: fc.constantFrom(null, 'too_expensive', 'a later reason'),
    score: fc.constantFrom(null, 0, 4_375_000_000, Number.MAX_SAFE_INTEGER),
  });
  const candidates = fc.array(candidate, { maxLength: 20 }).map((all) => all.map((one) => (one.excluded === null ? one : { ...one, score: null })));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), candidates, fc.jsonValue(), fc.option(fc.nat()), (requestedModels, considered, label, seed) => {
      const decision = requestDecision({ requestedModels, candidates: considered, seed, features: { surface: 'messages', label } });
      expect(shownDecision(kept(decision))).toEqual(wire(decision));
    }),
  );
});

test('scores are kept in six digits, large ones to a tenth, and whole numbers exactly', () => {
  const candidates = [1.256_789_12, 4_375_000_001.26, 4_375_000_001, Number.MAX_SAFE_INTEGER, 0].map((score) => ({ endpointId: 'a/b', excluded: null, score }));
  const shown = shownDecision(kept(requestDecision({ candidates }))) as { readonly candidates: readonly { readonly score: number }[] };
  expect(shown.candidates.map(({ score }) => score)).toEqual([1.256_79, 4_375_000_001.3, 4_375_000_001, Number.MAX_SAFE_INTEGER, 0]);
});

test('what the log is searched by stands beside what is packed', () => {
  expect(kept(requestDecision())).toEqual({ v: 2, policy: { name: 'support', step: 'long questions' }, z: expect.any(String) });
  expect(kept(requestDecision({ policy: null }))).toEqual({ v: 2, z: expect.any(String) });
});

test('what earlier versions have kept is shown: as an object, and packed with the dictionary of this form', () => {
  const earlier = wire(requestDecision());
  expect(shownDecision(earlier)).toEqual(earlier);
  expect(shownDecision({ v: 2, z: PACKED })).toEqual(wire(requestDecision({ policy: null })));
});

test('what cannot be read is nothing, and what would take all memory is not unpacked', () => {
  for (const document of [null, 'x', { v: 2 }, { v: 2, z: 'x' }, { v: 2, z: Buffer.from('nonsense').toString('base64') }])
    expect(shownDecision(document)).toBeNull();
});

test('a row is short: less than half of what it would be as an object', () => {
  const candidates = Array.from({ length: 20 }, (_, i) => ({
    endpointId: `provider-${i}/openai/gpt-oss-120b`,
    excluded: i < 10 ? 'region_not_selected' : null,
    score: i < 10 ? null : 100_000_000 + i * 7_250_000,
  }));
  for (const decision of [requestDecision({ candidates: candidates.slice(9, 11) }), requestDecision({ candidates })]) {
    expect((keptDecision(decision) ?? '').length).toBeLessThan(JSON.stringify(decisionDocument(decision)).length / 2);
  }
});

test('one that is too long keeps the best of its candidates and no labels, and is not kept at all where that does not help', () => {
  const candidates = Array.from({ length: 200 }, (_, i) => ({
    endpointId: `provider-${i}/some/long/endpoint`,
    excluded: i < 100 ? 'too_expensive' : null,
    score: i < 100 ? null : i,
  }));
  const features = { surface: 'messages', metadata: { label: 'x'.repeat(5_000) } };
  const document = shownDecision(kept(requestDecision({ candidates, features }))) as { readonly candidates: readonly { readonly score: number }[] };
  expect(document).toMatchObject({ v: 1, candidates_left_out: 180, attempts: [{}, {}, {}], features: { surface: 'messages', metadata: {} } });
  expect(document.candidates.map(({ score }) => score)).toEqual(Array.from({ length: 20 }, (_, i) => 100 + i));
  expect(keptDecision(requestDecision({ requestedModels: ['m'.repeat(KEPT_BYTES_MAX)] }))).toBeNull();
});

/** Packed by the version that introduced it: rows of it are in tables. */
const PACKED =
  'lVXBEYQwCOyF95oBjGcxTGqwAnt3gsklcvcx77CwLCxPbvn4Yaesn0VkUSbsMBqT1AL6wj4MgEBD2vopr/vG/tKGkLJlamP7hf3vIVSgMAvwN1dOGaKcxNs8HS4qiDzhZjMiXD1YrCICe6nra5lFZyEqyAkT0HxvqIJ2j3J61DtVVXGH9HLOcgE=';
