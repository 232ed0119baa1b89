import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { RawClient } from '../clients/raw-client.ts';
import { requestBody, WAYS } from '../clients/request-bodies.ts';
import type { EnduranceInstance, TestKey } from '../instance/start.ts';

/** Streams that last longer than anybody looks at them. */
const MINUTES = { pieces: 6_000, gapMs: 50 };
const ANSWERED_WITHIN_MS = 30_000;
/** Of ids of requests that only look whether there is room. */
const FIRST_ID = 1_000_000_000;

/**
 * Asks for exactly as many answers at once as the key may have, and for one more. Returns how many were admitted: one slot that was never given
 * back is one less, and a cap that does not bite is one more.
 */
export async function countFreeSlots(instance: EnduranceInstance, key: TestKey, cap: number): Promise<number> {
  const ask = (id: number): RawClient => {
    const body = requestBody(WAYS.chat, { shape: { id: FIRST_ID + id, ...MINUTES }, isStream: true });
    return new RawClient({ port: instance.port, secret: key.secret, path: WAYS.chat.path, body });
  };
  const clients = Array.from({ length: cap }, (_, id) => ask(id));
  await untilAnswered(clients);
  clients.push(ask(cap));
  await untilAnswered(clients);
  const admitted = clients.filter(({ status }) => status === 200).length;
  for (const client of clients) client.leave('reset');
  return admitted;
}

/** Each has its first line: an answer has begun, or was refused. */
async function untilAnswered(clients: readonly RawClient[]): Promise<void> {
  for (const deadlineMs = performance.now() + ANSWERED_WITHIN_MS; clients.some(({ status }) => status === 0);) {
    if (performance.now() > deadlineMs) throw new Error('requests that look for room were not answered');
    await sleep(20);
  }
}

/**
 * Sets the key's budget to a bit more than has been spent, and lets a request that costs more be refused: the refusal says what is left, to the
 * nano-USD. Returns what was left beyond the given margin: less than 0 is money that is still held.
 */
export async function moneyLeft(instance: EnduranceInstance, key: TestKey, spentNanoUsd: bigint): Promise<bigint> {
  await instance.sql.query('UPDATE api_keys SET budget_nano_usd = $1 WHERE id = $2', [spentNanoUsd + MARGIN_NANO_USD, key.keyId]);
  const body = JSON.stringify({ model: WAYS.chat.model, max_tokens: 16_000, messages: [{ role: 'user', content: 'hi' }] });
  // Gateways hear of the change a moment later.
  for (let tries = 0; tries < 100; tries += 1) {
    const response = await fetch(`http://127.0.0.1:${instance.port}${WAYS.chat.path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.secret}`, 'content-type': 'application/json' },
      body,
    });
    const text = await response.text();
    const left = /\$([\d.]+) left/.exec(text)?.[1];
    if (left !== undefined) return nanoUsd(left) - MARGIN_NANO_USD;
    await sleep(50);
  }
  throw new Error('a request that costs more than the budget was not refused');
}

/** Below what the refused request costs at most, above what anything else here does. */
const MARGIN_NANO_USD = 1_000_000n;

function nanoUsd(decimal: string): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.');
  return BigInt(whole) * 1_000_000_000n + BigInt(fraction.padEnd(9, '0'));
}

export interface HeldInRedis {
  /** Holds of single requests that are on record. */
  readonly holds: number;
  /** The sum of what the counters have as held, in their units. */
  readonly held: bigint;
}

/** What gateways have on record as held, straight from Redis. */
export async function readHeld(redisUrl: string): Promise<HeldInRedis> {
  const redis = new Redis(redisUrl);
  try {
    const counters = await redis.keys('mh:*:counter:*');
    if (counters.length === 0) throw new Error('Redis has no counters: they have another name by now');
    const held = await Promise.all(counters.map((counter) => redis.hget(counter, 'h')));
    const holds = await Promise.all((await redis.keys('mh:*:holds')).map((one) => redis.hlen(one)));
    return { holds: holds.reduce((sum, count) => sum + count, 0), held: held.reduce((sum, one) => sum + BigInt(one ?? '0'), 0n) };
  } finally {
    redis.disconnect();
  }
}
