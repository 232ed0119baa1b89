import type { Status } from '@modelhub/ui/status-dot';

/** How a request ended, as its row says it. */
export interface OutcomeWords {
  readonly status: Status;
  readonly label: string;
  /** A sentence for the details; undefined where the label says it all. */
  readonly explanation: string | undefined;
}

/** Outcomes as the charge matrix names them (docs/charges.md), with what they cost. */
export function outcomeWords({ outcome, statusCode }: { readonly outcome: string; readonly statusCode: number }): OutcomeWords {
  switch (outcome) {
    case 'completed':
      return { status: 'healthy', label: 'Completed', explanation: undefined };
    case 'cancelled':
      return { status: 'unknown', label: 'Cancelled', explanation: 'The client left before the end. What had been read and written by then is charged.' };
    case 'failed':
      return { status: 'down', label: `Failed ${statusCode}`, explanation: 'No provider gave an answer. Nothing is charged.' };
    case 'truncated':
      return {
        status: 'down',
        label: 'Cut off',
        explanation: 'The provider broke off in mid-answer. Only what it had reported by then is charged; without a report, nothing.',
      };
    case 'interrupted':
      return { status: 'degraded', label: 'Interrupted', explanation: 'The gateway stopped in mid-request. It was settled from the last checkpoint.' };
    default:
      return { status: 'unknown', label: outcome, explanation: undefined };
  }
}

const SOURCES: Readonly<Record<string, string>> = {
  provider: 'Counted by the provider',
  estimated: 'Estimated with the model’s tokenizer: the provider reported no usage',
  checkpoint: 'Taken from the last checkpoint: the request did not end by itself',
  none: 'Nothing was used',
};

export function usageSourceWords(source: string): string {
  return SOURCES[source] ?? source;
}

export function isEstimated(source: string): boolean {
  return source === 'estimated' || source === 'checkpoint';
}
