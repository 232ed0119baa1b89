import type { Clock } from '@modelhub/core/clock';
import { HEALTH_REPORT_VALID_MS } from './memory-health.ts';
import type { RedisCommands } from './redis-commands.ts';
import { redisKeys } from './redis-keys.ts';
import type { EndpointHealthReport, HealthExchange } from './shared-state.ts';

/** Reports of gateways that are gone are cleared away after that. */
const CLEARED_AFTER_MS = 10 * HEALTH_REPORT_VALID_MS;

/** Reports of all gateways in one hash. Reports are few: endpoints times gateways. */
export class RedisHealth implements HealthExchange {
  readonly #commands: RedisCommands;
  readonly #gatewayId: string;
  readonly #clock: Clock;

  constructor(commands: RedisCommands, gatewayId: string, clock: Clock) {
    this.#commands = commands;
    this.#gatewayId = gatewayId;
    this.#clock = clock;
  }

  async report(reports: readonly EndpointHealthReport[]): Promise<void> {
    if (reports.length === 0) return;
    const fields = reports.flatMap((report) => [`${report.gatewayId}|${report.endpointId}`, JSON.stringify(report)]);
    await this.#commands.run((redis) => redis.hset(redisKeys.health, ...fields));
  }

  async peers(): Promise<readonly EndpointHealthReport[]> {
    const stored = await this.#commands.run((redis) => redis.hgetall(redisKeys.health));
    const nowMs = this.#clock.nowMs();
    const gone: string[] = [];
    const peers: EndpointHealthReport[] = [];
    for (const [field, text] of Object.entries(stored)) {
      const report = JSON.parse(text) as EndpointHealthReport;
      if (report.atMs <= nowMs - CLEARED_AFTER_MS) gone.push(field);
      else if (report.atMs > nowMs - HEALTH_REPORT_VALID_MS && report.gatewayId !== this.#gatewayId) peers.push(report);
    }
    if (gone.length > 0) await this.#commands.run((redis) => redis.hdel(redisKeys.health, ...gone));
    return peers;
  }
}
