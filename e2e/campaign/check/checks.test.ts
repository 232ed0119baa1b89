import { ZERO_USAGE } from '@modelhub/core/token-usage';
import { NO_USAGE, type TapRecord } from '@modelhub/testing/usage-tap/record';
import { describe, expect, it } from 'vitest';
import { generateConversations } from '../conversations/generate.ts';
import type { Exchange } from '../drive/hold-conversation.ts';
import { checkBrokenAnswers, checkClientAnswers } from './client-answers.ts';
import type { Evidence, Finding } from './evidence.ts';
import type { LedgerRow } from './ledger-row.ts';
import { checkProviderBill } from './provider-bill.ts';

const [first] = generateConversations({ conversations: 1, tenants: 1, cancel: 0, chaos: 0, seed: 1 });
if (first === undefined) throw new Error('a conversation was asked for');
const conversation = first;

const EVENT = '019a0000-0000-7000-8000-000000000001';

const row: LedgerRow = {
  organizationId: 'org_0',
  eventId: EVENT,
  model: 'openai/gpt-4o',
  outcome: 'completed',
  usageSource: 'provider',
  statusCode: 200,
  errorCode: null,
  providerRequestId: 'req_1',
  usage: { ...ZERO_USAGE, input: 1_000, cachedInput: 128, output: 20 },
  // (1,000 x 2.50 + 128 x 1.25 + 20 x 10.00) / 1,000,000 x 1.10
  costNanoUsd: 3_146_000n,
};
const tap: TapRecord = {
  providerRequestId: 'req_1',
  endUser: 'c0/0',
  model: 'gpt-4o',
  isStream: false,
  requestBytes: 4_000,
  status: 200,
  usage: { ...NO_USAGE, uncachedInput: 1_000, cacheRead: 128, textOutput: 20 },
  isUsageFinal: true,
  ending: 'complete',
  contentBytes: 80,
  contentEvents: 1,
  startedAtMs: 1_000,
  endedAtMs: 2_000,
};
const exchange: Exchange = {
  conversation,
  marker: 'c0/0',
  images: 0,
  messages: 2,
  startedAtMs: 900,
  endedAtMs: 2_100,
  seen: {
    kind: 'complete',
    generationId: `gen_${EVENT.replaceAll('-', '')}`,
    message: { role: 'assistant', content: 'Hello' },
    usage: { prompt_tokens: 1_128, completion_tokens: 20, total_tokens: 1_148, prompt_tokens_details: { cached_tokens: 128 } },
    costUsd: '0.003146',
    atMs: 2_100,
  },
};
const agreed: Evidence = { exchanges: [exchange], taps: [tap], ledger: [row], kills: [], organizationIds: ['org_0'] };

const findings = (change: Partial<Evidence>): readonly Finding[] => {
  const evidence = { ...agreed, ...change };
  return [...checkClientAnswers(evidence), ...checkProviderBill(evidence).findings];
};
const kinds = (change: Partial<Evidence>): string[] => [...new Set(findings(change).map(({ kind }) => kind))].toSorted();

describe('what agrees', () => {
  it('has no findings, and one bill', () => {
    expect(findings({})).toEqual([]);
    expect(checkProviderBill(agreed)).toMatchObject({ billNanoUsd: 3_146_000n, ledgerNanoUsd: 3_146_000n, requests: 1 });
  });
});

describe('what does not agree is found', () => {
  it.each<[string, Partial<Evidence>, string[]]>([
    ['an answer that is not in the ledger', { ledger: [] }, ['missing']],
    ['an answer that is in it twice', { ledger: [row, row] }, ['twice', 'unequal']],
    ['one response charged under two events', { ledger: [row, { ...row, eventId: EVENT.replace(/1$/, '2') }] }, ['twice']],
    ['a cost that is a nano-USD off', { ledger: [{ ...row, costNanoUsd: 3_146_001n }] }, ['unequal']],
    ['another organization', { ledger: [{ ...row, organizationId: 'org_1' }] }, ['unequal']],
    ['another model', { ledger: [{ ...row, model: 'openai/gpt-4o-mini' }] }, ['unequal']],
    ['a token that changed its component', { ledger: [{ ...row, usage: { ...row.usage, input: 999, cachedInput: 129 } }] }, ['unequal']],
    ['an estimate in spite of a report', { ledger: [{ ...row, usageSource: 'estimated' }] }, ['not allowed', 'unequal']],
    ['an answer that was not charged', { ledger: [{ ...row, outcome: 'truncated', usageSource: 'none', costNanoUsd: 0n }] }, ['unequal']],
    ['a charge that no response stands behind', { taps: [] }, ['unequal']],
    ['usage that the provider never told', { taps: [{ ...tap, usage: null, isUsageFinal: false }] }, ['unequal']],
  ])('%s', (_name, change, expected) => {
    const found = kinds(change);
    expect(found.length).toBeGreaterThan(0);
    for (const kind of found) expect(expected).toContain(kind);
  });

  it('a client that left and is charged more than it got', () => {
    const left: Exchange = { ...exchange, seen: { kind: 'left', generationId: exchange.seen.generationId } };
    const cut: TapRecord = { ...tap, isStream: true, usage: null, isUsageFinal: false, ending: 'left' };
    const charge = (output: number, costNanoUsd: bigint): LedgerRow => ({
      ...row,
      outcome: 'cancelled',
      usageSource: 'checkpoint',
      usage: { ...ZERO_USAGE, input: 1_000, output },
      costNanoUsd,
    });
    const evidence = { exchanges: [left], taps: [cut] };
    expect(findings({ ...evidence, ledger: [charge(20, 2_970_000n)] })).toEqual([]);
    expect(kinds({ ...evidence, ledger: [charge(200, 4_950_000n)] })).toEqual(['not allowed']);
    // The whole answer had come in good time before the client left: then its usage counts.
    const inTime = { ...tap, endedAtMs: left.endedAtMs - 5_000 };
    expect(kinds({ exchanges: [left], taps: [inTime], ledger: [charge(20, 2_970_000n)] })).toEqual(['unequal']);
    expect(findings({ exchanges: [left], taps: [{ ...tap, endedAtMs: left.endedAtMs }], ledger: [charge(20, 2_970_000n)] })).toEqual([]);
  });

  it('an answer that broke off, unless a kill explains it', () => {
    const broken: Exchange = { ...exchange, seen: { kind: 'broken', generationId: null, reason: 'terminated' } };
    expect(checkBrokenAnswers({ ...agreed, exchanges: [broken] })).toHaveLength(1);
    expect(checkBrokenAnswers({ ...agreed, exchanges: [broken], kills: [{ atMs: 3_000, backAtMs: 4_000 }] })).toHaveLength(1);
    expect(checkBrokenAnswers({ ...agreed, exchanges: [broken], kills: [{ atMs: 2_000, backAtMs: 4_000 }] })).toEqual([]);
  });

  it('a response without an entry, unless a kill explains it', () => {
    const unseen: Exchange = { ...exchange, seen: { kind: 'broken', generationId: null, reason: 'connection error' } };
    const lost = { exchanges: [unseen], ledger: [] };
    expect(kinds(lost)).toEqual(['missing']);
    expect(kinds({ ...lost, kills: [{ atMs: 60_000, backAtMs: 61_000 }] })).toEqual(['missing']);
    const killed = { ...agreed, ...lost, kills: [{ atMs: 1_500, backAtMs: 3_000 }] };
    expect(checkProviderBill(killed)).toMatchObject({ findings: [], lostToKills: { responses: 1, nanoUsd: 3_146_000n } });
  });
});
