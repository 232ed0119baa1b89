import { escapeHtml } from './layout.ts';
import type { EnteredCard } from '../resources/checkout-sessions.ts';

/** The form of the checkout and portal pages. A refused entry keeps what was typed. */
export function cardFields(typed: URLSearchParams): string {
  const value = (name: string): string => escapeHtml(typed.get(name) ?? '');
  return `<label for="cardNumber">Card number</label>
<input id="cardNumber" name="cardNumber" inputmode="numeric" autocomplete="cc-number" placeholder="4242 4242 4242 4242" value="${value('cardNumber')}" required aria-describedby="test-cards">
<div class="row"><div><label for="cardExpiry">Expiry (MM / YY)</label>
<input id="cardExpiry" name="cardExpiry" inputmode="numeric" autocomplete="cc-exp" placeholder="12 / 34" value="${value('cardExpiry')}" required></div>
<div><label for="cardCvc">Security code</label>
<input id="cardCvc" name="cardCvc" inputmode="numeric" autocomplete="cc-csc" placeholder="123" maxlength="4" value="${value('cardCvc')}" required></div></div>
<label for="billingName">Name on card</label>
<input id="billingName" name="billingName" autocomplete="cc-name" value="${value('billingName')}">`;
}

export const TEST_CARD_HELP = `<p id="test-cards">4242 4242 4242 4242 works. 4000 0000 0000 0002 is declined here. 4000 0000 0000 0341 is
saved, but later charges fail. Any future expiry and any code.</p>`;

export function enteredCard(form: URLSearchParams): EnteredCard {
  const [month = '', year = ''] = (form.get('cardExpiry') ?? '').replaceAll(/[^\d/]/g, '').split('/');
  const fullYear = year.length === 2 ? 2000 + Number(year) : Number(year);
  return { number: form.get('cardNumber') ?? '', month: Number(month), year: fullYear };
}
