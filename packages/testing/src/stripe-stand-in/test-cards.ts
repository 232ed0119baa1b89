export interface TestCard {
  readonly number: string;
  readonly brand: string;
  /** What happens when the card is saved. */
  readonly setup: 'succeeds' | 'declines';
  /** What happens when it is charged later. */
  readonly charge: 'succeeds' | 'declines';
  readonly declineCode: string;
}

const ok = { setup: 'succeeds', charge: 'succeeds', declineCode: '' } as const;

/** Stripe's published test numbers (https://docs.stripe.com/testing), the ones that matter for saved cards. */
const CARDS: readonly TestCard[] = [
  { number: '4242424242424242', brand: 'visa', ...ok },
  { number: '4000056655665556', brand: 'visa', ...ok },
  { number: '5555555555554444', brand: 'mastercard', ...ok },
  { number: '378282246310005', brand: 'amex', ...ok },
  { number: '4000000000000341', brand: 'visa', setup: 'succeeds', charge: 'declines', declineCode: 'generic_decline' },
  { number: '4000000000000002', brand: 'visa', setup: 'declines', charge: 'declines', declineCode: 'generic_decline' },
  { number: '4000000000009995', brand: 'visa', setup: 'declines', charge: 'declines', declineCode: 'insufficient_funds' },
  { number: '4000000000000069', brand: 'visa', setup: 'declines', charge: 'declines', declineCode: 'expired_card' },
];

export function testCard(number: string): TestCard | undefined {
  const digits = number.replaceAll(/[\s-]/g, '');
  return CARDS.find((card) => card.number === digits);
}
