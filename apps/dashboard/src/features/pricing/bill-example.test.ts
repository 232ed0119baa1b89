import { describe, expect, it } from 'vitest';
import { billExample } from './bill-example.ts';

describe('billExample', () => {
  it('adds up: lines are the provider part, and ten percent on top is the total', () => {
    const bill = billExample('anthropic/claude-sonnet-4-6', Date.UTC(2026, 10, 23))!;
    expect(bill.lines.reduce((sum, line) => sum + line.costNanoUsd, 0n)).toBe(bill.providerNanoUsd);
    expect(bill.providerNanoUsd + bill.markupNanoUsd).toBe(bill.totalNanoUsd);
    expect(bill.totalNanoUsd * 10n).toBe(bill.providerNanoUsd * 11n);
  });

  it('knows nothing of a model that is not sold', () => {
    expect(billExample('nobody/nothing', Date.UTC(2026, 10, 23))).toBeNull();
  });
});
