import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type {
  BalanceTransaction,
  CheckoutSession,
  CreditGrant,
  Customer,
  IdempotentAnswer,
  Invoice,
  InvoiceItem,
  Meter,
  MeterEvent,
  PaymentMethod,
  PortalSession,
  Price,
  Product,
  SetupIntent,
  Subscription,
  TestClock,
  WebhookEvent,
} from './records.ts';

/** Everything that the stand-in remembers, one map by id for each resource. */
export interface Tables {
  customers: Map<string, Customer>;
  paymentMethods: Map<string, PaymentMethod>;
  setupIntents: Map<string, SetupIntent>;
  checkoutSessions: Map<string, CheckoutSession>;
  products: Map<string, Product>;
  prices: Map<string, Price>;
  meters: Map<string, Meter>;
  meterEvents: Map<string, MeterEvent>;
  subscriptions: Map<string, Subscription>;
  invoices: Map<string, Invoice>;
  invoiceItems: Map<string, InvoiceItem>;
  balanceTransactions: Map<string, BalanceTransaction>;
  creditGrants: Map<string, CreditGrant>;
  portalSessions: Map<string, PortalSession>;
  testClocks: Map<string, TestClock>;
  events: Map<string, WebhookEvent>;
  idempotency: Map<string, IdempotentAnswer>;
}

export interface State {
  readonly tables: Tables;
  /** How far the account's time was moved ahead of the clock it was given. */
  offsetMs: number;
  sequence: number;
}

function emptyTables(): Tables {
  return {
    customers: new Map(),
    paymentMethods: new Map(),
    setupIntents: new Map(),
    checkoutSessions: new Map(),
    products: new Map(),
    prices: new Map(),
    meters: new Map(),
    meterEvents: new Map(),
    subscriptions: new Map(),
    invoices: new Map(),
    invoiceItems: new Map(),
    balanceTransactions: new Map(),
    creditGrants: new Map(),
    portalSessions: new Map(),
    testClocks: new Map(),
    events: new Map(),
    idempotency: new Map(),
  };
}

export function emptyState(): State {
  return { tables: emptyTables(), offsetMs: 0, sequence: 0 };
}

/** Reads a state file; a missing one is an empty account. Throws when the file is not one of ours. */
export function loadState(file: string): State {
  const state = emptyState();
  if (!existsSync(file)) return state;
  const saved = JSON.parse(readFileSync(file, 'utf8')) as { tables: Record<string, { id: string }[]>; offsetMs: number; sequence: number };
  for (const [name, map] of Object.entries(state.tables) as [string, Map<string, { id: string }>][]) {
    for (const row of saved.tables[name] ?? []) map.set(row.id, row);
  }
  state.offsetMs = saved.offsetMs;
  state.sequence = saved.sequence;
  return state;
}

/** Writes beside the file and renames, so that a crash leaves either the old or the new state. */
export function saveState(file: string, state: State): void {
  const tables = Object.fromEntries(Object.entries(state.tables).map(([name, map]) => [name, [...map.values()]]));
  writeFileSync(`${file}.new`, JSON.stringify({ offsetMs: state.offsetMs, sequence: state.sequence, tables }));
  renameSync(`${file}.new`, file);
}

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

export function newStripeId(prefix: string): string {
  const letters = [...randomBytes(24)].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
  return `${prefix}_${letters}`;
}
