import type { Clock } from '@modelhub/core/clock';
import { HEALTH_REPORT_VALID_MS } from './memory-health.ts';
import type { RedisCommands } from './redis-commands.ts';
import { redisKeys } from './redis-keys.ts';
import type { GatewayCircuits, GatewayFigures, HealthExchange } from './shared-state.ts';

/** Reports of gateways that are gone are cleared away after that. */
const CLEARED_AFTER_MS = 10 * HEALTH_REPORT_VALID_MS;

/** The last report of each gateway in one hash for each kind. */
export class RedisHealth implements HealthExchange {
  readonly isShared = true;
  readonly #commands: RedisCommands;
  readonly #gatewayId: string;
  readonly #clock: Clock;

  constructor(commands: RedisCommands, gatewayId: string, clock: Clock) {
    this.#commands = commands;
    this.#gatewayId = gatewayId;
    this.#clock = clock;
  }

  reportCircuits(report: GatewayCircuits): Promise<void> {
    return this.#report(redisKeys.circuits, report);
  }

  peerCircuits(): Promise<readonly GatewayCircuits[]> {
    return this.#others<GatewayCircuits>(redisKeys.circuits);
  }

  reportFigures(report: GatewayFigures): Promise<void> {
    return this.#report(redisKeys.figures, report);
  }

  peerFigures(): Promise<readonly GatewayFigures[]> {
    return this.#others<GatewayFigures>(redisKeys.figures);
  }

  async claim(name: string, forMs: number): Promise<boolean> {
    const answer = await this.#commands.run((redis) => redis.set(redisKeys.claim(name), this.#gatewayId, 'PX', forMs, 'NX'));
    return answer === 'OK';
  }

  async #report(key: string, report: { readonly gatewayId: string }): Promise<void> {
    await this.#commands.run((redis) => redis.hset(key, report.gatewayId, JSON.stringify(report)));
  }

  async #others<Report extends { readonly gatewayId: string; readonly atMs: number }>(key: string): Promise<readonly Report[]> {
    const stored = await this.#commands.run((redis) => redis.hgetall(key));
    const nowMs = this.#clock.nowMs();
    const gone: string[] = [];
    const others: Report[] = [];
    for (const [gatewayId, text] of Object.entries(stored)) {
      if (gatewayId === this.#gatewayId) continue;
      const report = JSON.parse(text) as Report;
      if (report.atMs <= nowMs - CLEARED_AFTER_MS) gone.push(gatewayId);
      else if (report.atMs > nowMs - HEALTH_REPORT_VALID_MS) others.push(report);
    }
    if (gone.length > 0) await this.#commands.run((redis) => redis.hdel(key, ...gone));
    return others;
  }
}
