/** Objects as the API shows them, reduced to the fields that the stand-in keeps. Times are Unix seconds, money is cents. */
export type Metadata = Record<string, string>;

interface Base {
  id: string;
  object: string;
  created: number;
  livemode: false;
}

export interface Customer extends Base {
  object: 'customer';
  email: string | null;
  name: string | null;
  description: string | null;
  balance: number;
  currency: string | null;
  delinquent: boolean;
  default_source: null;
  invoice_prefix: string;
  next_invoice_sequence: number;
  invoice_settings: { custom_fields: null; default_payment_method: string | null; footer: string | null; rendering_options: null };
  metadata: Metadata;
  shipping: null;
  test_clock: string | null;
  deleted?: true;
}

export interface PaymentMethod extends Base {
  object: 'payment_method';
  type: 'card';
  customer: string | null;
  billing_details: { address: null; email: string | null; name: string | null; phone: null };
  card: { brand: string; last4: string; exp_month: number; exp_year: number; funding: 'credit'; country: 'US'; fingerprint: string };
  metadata: Metadata;
  /** Not shown: what a charge on this card does. */
  _charge: 'succeeds' | 'declines';
}

export interface SetupIntent extends Base {
  object: 'setup_intent';
  client_secret: string;
  customer: string | null;
  payment_method: string | null;
  payment_method_types: string[];
  status: 'requires_payment_method' | 'requires_confirmation' | 'succeeded' | 'canceled';
  usage: string;
  last_setup_error: { type: string; code: string; message: string } | null;
  metadata: Metadata;
}

export interface CheckoutSession extends Base {
  object: 'checkout.session';
  mode: 'setup';
  customer: string | null;
  currency: string | null;
  client_reference_id: string | null;
  payment_method_types: string[];
  setup_intent: string;
  payment_status: 'no_payment_required';
  status: 'open' | 'complete' | 'expired';
  success_url: string | null;
  cancel_url: string | null;
  url: string | null;
  expires_at: number;
  metadata: Metadata;
}

export interface Product extends Base {
  object: 'product';
  name: string;
  description: string | null;
  active: boolean;
  unit_label: string | null;
  metadata: Metadata;
  updated: number;
}

export interface Price extends Base {
  object: 'price';
  active: boolean;
  billing_scheme: 'per_unit';
  currency: string;
  lookup_key: string | null;
  metadata: Metadata;
  nickname: string | null;
  product: string;
  recurring: { interval: 'month'; interval_count: 1; usage_type: 'metered' | 'licensed'; meter: string | null; trial_period_days: null } | null;
  tax_behavior: string;
  type: 'recurring' | 'one_time';
  unit_amount: number | null;
  unit_amount_decimal: string;
}

export interface Meter extends Base {
  object: 'billing.meter';
  display_name: string;
  event_name: string;
  event_time_window: 'hour' | 'day' | null;
  customer_mapping: { type: 'by_id'; event_payload_key: string };
  default_aggregation: { formula: 'sum' | 'count' | 'last' };
  value_settings: { event_payload_key: string };
  status: 'active' | 'inactive';
  status_transitions: { deactivated_at: number | null };
  updated: number;
}

export interface MeterEvent {
  id: string;
  meter: string;
  eventName: string;
  identifier: string;
  customer: string;
  value: string;
  timestamp: number;
  created: number;
  sequence: number;
  aggregated: boolean;
  cancelled: boolean;
}

export interface SubscriptionItem extends Base {
  object: 'subscription_item';
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity?: number;
  subscription: string;
}

export interface Subscription extends Base {
  object: 'subscription';
  customer: string;
  currency: string;
  status: 'active' | 'past_due' | 'canceled' | 'unpaid';
  billing_cycle_anchor: number;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  ended_at: number | null;
  collection_method: 'charge_automatically';
  default_payment_method: string | null;
  description: string | null;
  items: { object: 'list'; url: string; has_more: false; data: SubscriptionItem[] };
  latest_invoice: string | null;
  metadata: Metadata;
  start_date: number;
  test_clock: string | null;
}

export interface InvoiceLine {
  id: string;
  object: 'line_item';
  amount: number;
  subtotal: number;
  currency: string;
  description: string | null;
  discountable: boolean;
  discounts: [];
  discount_amounts: [];
  invoice: string;
  livemode: false;
  metadata: Metadata;
  parent: {
    type: 'subscription_item_details' | 'invoice_item_details';
    subscription_item_details: { subscription: string; subscription_item: string; invoice_item: null; proration: false } | null;
    invoice_item_details: { invoice_item: string; proration: false; subscription: string | null } | null;
  };
  period: { start: number; end: number };
  pretax_credit_amounts: { amount: number; type: 'credit_balance_transaction'; credit_balance_transaction: string }[];
  pricing: { type: 'price_details'; price_details?: { price: string; product: string }; unit_amount_decimal: string } | null;
  quantity: number | null;
  subscription: string | null;
  taxes: [];
}

export interface Invoice extends Base {
  object: 'invoice';
  status: 'draft' | 'open' | 'paid' | 'uncollectible' | 'void';
  customer: string;
  customer_email: string | null;
  customer_name: string | null;
  currency: string;
  account_name: string;
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  amount_overpaid: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  automatically_finalizes_at: number | null;
  billing_reason: string;
  collection_method: 'charge_automatically';
  custom_fields: { name: string; value: string }[] | null;
  description: string | null;
  default_payment_method: string | null;
  due_date: number | null;
  effective_at: number | null;
  starting_balance: number;
  ending_balance: number | null;
  footer: string | null;
  hosted_invoice_url: string | null;
  invoice_pdf: string | null;
  lines: { object: 'list'; url: string; has_more: boolean; data: InvoiceLine[] };
  metadata: Metadata;
  next_payment_attempt: number | null;
  number: string | null;
  parent: { type: 'subscription_details'; subscription_details: { subscription: string; metadata: Metadata }; quote_details: null } | null;
  period_start: number;
  period_end: number;
  status_transitions: { finalized_at: number | null; paid_at: number | null; marked_uncollectible_at: number | null; voided_at: number | null };
  subtotal: number;
  subtotal_excluding_tax: number;
  total: number;
  total_excluding_tax: number;
  total_pretax_credit_amounts: { amount: number; type: 'credit_balance_transaction'; credit_balance_transaction: string }[];
  test_clock: string | null;
  webhooks_delivered_at: number | null;
}

export interface InvoiceItem extends Base {
  object: 'invoiceitem';
  amount: number;
  currency: string;
  customer: string;
  date: number;
  description: string | null;
  discountable: boolean;
  invoice: string | null;
  metadata: Metadata;
  period: { start: number; end: number };
  proration: false;
  quantity: number;
  pricing: { type: 'price_details'; unit_amount_decimal: string };
  parent: null;
  test_clock: string | null;
}

export interface BalanceTransaction extends Base {
  object: 'customer_balance_transaction';
  amount: number;
  currency: string;
  customer: string;
  description: string | null;
  ending_balance: number;
  invoice: string | null;
  credit_note: null;
  metadata: Metadata;
  type: 'adjustment' | 'applied_to_invoice' | 'unapplied_from_invoice' | 'invoice_too_small';
}

export interface CreditGrant extends Base {
  object: 'billing.credit_grant';
  amount: { type: 'monetary'; monetary: { currency: string; value: number } };
  applicability_config: { scope: { price_type: 'metered' } };
  category: 'paid' | 'promotional';
  customer: string;
  effective_at: number;
  expires_at: number | null;
  metadata: Metadata;
  name: string | null;
  priority: number;
  test_clock: string | null;
  updated: number;
  voided_at: number | null;
  /** Not shown: what is left of it. */
  _remaining: number;
}

export interface PortalSession extends Base {
  object: 'billing_portal.session';
  configuration: string;
  customer: string;
  return_url: string | null;
  url: string;
}

export interface TestClock extends Base {
  object: 'test_helpers.test_clock';
  frozen_time: number;
  deletes_after: number;
  name: string | null;
  status: 'ready' | 'advancing' | 'internal_failure';
  status_details: Record<string, unknown>;
  deleted?: true;
}

export interface WebhookEvent extends Base {
  object: 'event';
  api_version: string;
  type: string;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
}

export interface IdempotentAnswer {
  id: string;
  fingerprint: string;
  status: number;
  body: string;
  created: number;
}
