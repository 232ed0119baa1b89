export interface ChargeRule {
  readonly happened: string;
  readonly charged: string;
  /** In one word, for the eye. */
  readonly verdict: 'charged' | 'part' | 'free';
}

/** Who pays for what: the same rules, in the same order, that the gateway settles by. */
export const CHARGE_MATRIX: readonly ChargeRule[] = [
  { happened: 'The provider reported usage, zero included', charged: 'Exactly that', verdict: 'charged' },
  {
    happened: 'The answer was complete but the provider reported nothing',
    charged: 'An estimate by the model’s tokenizer, never above the longest answer, marked as estimated',
    verdict: 'charged',
  },
  {
    happened: 'You hung up and the usage is unknown',
    charged: 'The input and the tokens that had been sent to you, marked as estimated',
    verdict: 'part',
  },
  { happened: 'It ran on your own key of the provider', charged: 'Nothing; the provider bills it', verdict: 'free' },
  { happened: 'The provider failed before any output', charged: 'Nothing', verdict: 'free' },
  { happened: 'The provider died in the middle and reported nothing', charged: 'Nothing; the loss is ours', verdict: 'free' },
  { happened: 'Another provider took over', charged: 'Only the attempt that served', verdict: 'charged' },
  {
    happened: 'Our gateway was killed in the middle',
    charged: 'What had been sent by the last checkpoint, marked as estimated',
    verdict: 'part',
  },
  { happened: 'The provider corrected its count later', charged: 'A correcting entry that names the first', verdict: 'charged' },
];
