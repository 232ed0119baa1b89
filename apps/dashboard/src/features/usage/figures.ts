import type { UsageTotals } from '@modelhub/metering/usage-queries';
import type { Measure } from './usage-query.ts';

/** What is shown of a sum of usage. */
export interface Figures {
  readonly cost: bigint;
  readonly tokens: bigint;
  readonly requests: bigint;
  readonly promptTokens: bigint;
  readonly completionTokens: bigint;
  /** What is billed and is no token: images, seconds, characters, searches, pages. */
  readonly units: bigint;
  readonly failed: bigint;
  readonly estimated: bigint;
}

export const NO_FIGURES: Figures = { cost: 0n, tokens: 0n, requests: 0n, promptTokens: 0n, completionTokens: 0n, units: 0n, failed: 0n, estimated: 0n };

/** Reasoning tokens lie inside `output`, so they are not added again. */
export function figuresOf({ usage, costNanoUsd, requests, failedRequests, estimatedRequests }: UsageTotals): Figures {
  const promptTokens = usage.input + usage.cachedInput + usage.cacheWrite5m + usage.cacheWrite1h + usage.audioInput + usage.imageInput;
  const completionTokens = usage.output + usage.audioOutput + usage.imageOutput;
  return {
    cost: costNanoUsd,
    tokens: promptTokens + completionTokens,
    requests,
    promptTokens,
    completionTokens,
    units: usage.units,
    failed: failedRequests,
    estimated: estimatedRequests,
  };
}

export function addFigures(a: Figures, b: Figures): Figures {
  return {
    cost: a.cost + b.cost,
    tokens: a.tokens + b.tokens,
    requests: a.requests + b.requests,
    promptTokens: a.promptTokens + b.promptTokens,
    completionTokens: a.completionTokens + b.completionTokens,
    units: a.units + b.units,
    failed: a.failed + b.failed,
    estimated: a.estimated + b.estimated,
  };
}

/** Sums by bucket, parallel to the buckets of their report. */
export type SeriesFigures = Readonly<Record<Measure, readonly bigint[]>>;

export function emptySeries(length: number): Record<Measure, bigint[]> {
  const zeros = () => Array.from({ length }, () => 0n);
  return { cost: zeros(), tokens: zeros(), requests: zeros() };
}

/** By how much `now` differs from `before`, in whole percent, rounded to the nearest; null where there is nothing to compare with. */
export function changePercent(now: bigint, before: bigint): number | null {
  if (before === 0n) return null;
  const tenths = ((now - before) * 1_000n) / before;
  return Math.round(Number(tenths) / 10);
}

/** The same in words: `12 % more than the 30 days before`. */
export function changeText(now: bigint, before: bigint, beforeName: string): string {
  const percent = changePercent(now, before);
  if (percent === null) return now === 0n ? `nothing in ${beforeName} either` : `nothing in ${beforeName}`;
  if (percent === 0) return `as much as in ${beforeName}`;
  if (percent >= 1_000) return `${Math.round(percent / 100) + 1} times ${beforeName}`;
  return `${Math.abs(percent)}\u00a0% ${percent > 0 ? 'more' : 'less'} than ${beforeName}`;
}

/** Of `requests`, how many failed, in hundredths of a percent cut off; null without requests. */
export function failedShare(figures: Pick<Figures, 'failed' | 'requests'>): string | null {
  if (figures.requests === 0n) return null;
  const basisPoints = (figures.failed * 10_000n + figures.requests / 2n) / figures.requests;
  if (basisPoints === 0n && figures.failed > 0n) return '<\u00a00.01\u00a0%';
  const text = `${basisPoints / 100n}.${(basisPoints % 100n).toString().padStart(2, '0')}`.replace(/\.?0+$/, '');
  return `${text}\u00a0%`;
}
