import type { DataPolicy } from '@modelhub/catalog/types';

/** What a provider says it does with prompts and answers: `no training, kept 30 days`. */
export function dataPolicyWords({ training, retentionDays }: DataPolicy): string {
  const words = [
    ...(training === null ? [] : [training ? 'may train on it' : 'no training']),
    ...(retentionDays === null ? [] : [retentionDays === 0 ? 'not kept' : `kept ${retentionDays} days`]),
  ];
  return words.length === 0 ? 'not stated' : words.join(', ');
}
