import { decisionDocument } from '@modelhub/metering/request-decision';
import { requestDecision } from '@modelhub/metering/testing/usage-event-fixtures';
import { describe, expect, test } from 'vitest';
import { readDecision, type Decision } from './decision.ts';
import { attemptWords, decisionSentence, exclusionWords, lastWords, leftOut, scoreWords } from './decision-words.ts';

const decision = readDecision(JSON.parse(JSON.stringify(decisionDocument(requestDecision())))) as Decision;

test('what is kept can be read, with fields of a later version besides; another version or nonsense cannot', () => {
  expect(decision.attempts).toMatchObject([{ error: 'provider_error', hedge: false }, { provider_key: 'own' }, { hedge: true, cancelled: true }]);
  expect(readDecision({ ...decision, later: 1 })).toEqual(decision);
  for (const other of [null, 'x', { ...decision, v: 2 }, { v: 1 }]) expect(readDecision(other)).toBeNull();
});

test('who decided is said in a sentence', () => {
  const { policy, ...rest } = decision;
  expect(decisionSentence(decision)).toBe('The policy support, version 3, took the step “long questions”: the cheapest first.');
  expect(decisionSentence({ ...rest, sort: 'latency' })).toBe('No policy was asked: of what was allowed, the first to answer first.');
  expect(decisionSentence({ ...rest, policy: { ...policy!, step: null } })).toBe(
    'The policy support, version 3, held its constraints; of what was left, the cheapest first.',
  );
  expect(decisionSentence({ ...rest, policy: { name: 'auto', version: null, step: 'simple' } })).toContain('The built-in policy took the step “simple”');
});

describe('scores are said in the unit of their policy', () => {
  test.each([
    ['price', 4_375_000_000, '$4.375 per 1 M tokens'],
    ['price', 0, 'free of our price'],
    ['latency', 412, '412\u00A0ms to the first token'],
    ['latency', Number.MAX_SAFE_INTEGER, 'not measured yet'],
    ['throughput', 20_000, '50 tokens/s'],
    ['quality', 0.125, 'solves 88\u00A0% of the benchmarks'],
    ['quality', Number.MAX_SAFE_INTEGER, 'no benchmarks known'],
    ['balanced', 1.256, '1.26 × the best'],
    ['weights', 0.2, 'drawn by its weight'],
    ['something new', 1.234, '1.23'],
    ['price', null, '–'],
  ] as const)('%s %s: %s', (sort, score, words) => expect(scoreWords(sort, score)).toBe(words));
});

test('reasons are plain words, also those that are not known yet', () => {
  expect(exclusionWords('data_may_be_kept')).toBe('It keeps what it is sent, or does not say');
  expect(exclusionWords('a_new_reason')).toBe('a new reason');
  expect(exclusionWords('toString')).toBe('toString');
  expect(decision.candidates.flatMap(({ last }) => (last === null ? [] : [lastWords(last)]))).toEqual(['Put last: it had failed too often just before']);
  expect(lastWords('a_new_reason')).toBe('Put last: a new reason');
  const candidate = (endpoint: string, excluded: string | null) => ({ endpoint, excluded, score: null, last: null });
  expect(
    leftOut([candidate('a', 'too_expensive'), candidate('b', null), candidate('c', 'region_not_selected'), candidate('d', 'region_not_selected')]),
  ).toEqual([
    { reason: 'Another region was asked for', endpoints: ['c', 'd'] },
    { reason: 'It costs more than the limit on the price', endpoints: ['a'] },
  ]);
});

test('attempts say how they ended', () => {
  expect(decision.attempts.map((attempt) => attemptWords(attempt))).toEqual(['provider error', 'Served', 'Asked beside another, which was faster']);
});
