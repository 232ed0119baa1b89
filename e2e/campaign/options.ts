import { parseArgs } from 'node:util';

export interface CampaignOptions {
  readonly conversations: number;
  /** Conversations under way at once. */
  readonly concurrency: number;
  /** Share of the conversations whose client leaves in the middle of a stream. */
  readonly cancel: number;
  /** Share of the conversations whose provider fails once in some way. */
  readonly chaos: number;
  /** How often the gateway is killed and started again. */
  readonly kills: number;
  readonly seed: number;
}

const FULL_CAMPAIGN: CampaignOptions = { conversations: 500, concurrency: 64, cancel: 0.2, chaos: 0.06, kills: 0, seed: 1 };

export const USAGE = `Sends conversations through a whole instance and holds the provider's bill, the ledger, the chart and the invoice against each other.

  pnpm --filter @modelhub/e2e run campaign [--conversations 500] [--concurrency 64] [--cancel 0.2] [--chaos 0.06] [--kills 0] [--seed 1]`;

/** Throws a RangeError that says what is wrong. */
export function readOptions(args: readonly string[]): CampaignOptions {
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: args.filter((arg) => arg !== '--'),
    options: { conversations: option, concurrency: option, cancel: option, chaos: option, kills: option, seed: option },
  });
  const number = (name: keyof CampaignOptions, { min, max, isWhole }: { min: number; max: number; isWhole: boolean }): number => {
    const text = values[name];
    if (text === undefined) return FULL_CAMPAIGN[name];
    const value = Number(text);
    if (!(value >= min && value <= max) || (isWhole && !Number.isInteger(value))) {
      throw new RangeError(`--${name} ${text}: has to be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`);
    }
    return value;
  };
  return {
    conversations: number('conversations', { min: 1, max: 100_000, isWhole: true }),
    concurrency: number('concurrency', { min: 1, max: 1_000, isWhole: true }),
    cancel: number('cancel', { min: 0, max: 1, isWhole: false }),
    chaos: number('chaos', { min: 0, max: 1, isWhole: false }),
    kills: number('kills', { min: 0, max: 1_000, isWhole: true }),
    seed: number('seed', { min: 0, max: 2 ** 31, isWhole: true }),
  };
}
