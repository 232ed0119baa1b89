import type { Meter, MeterEvent } from './records.ts';
import type { State } from './state.ts';

const WINDOW_SECONDS = { hour: 3_600, day: 86_400 } as const;
const IDENTIFIER_MEMORY_SECONDS = 25 * 3_600;

/**
 * Meter events by meter, customer and window. In a pre-aggregated meter only the event that came last in a window counts;
 * in a raw one they all do. Events count once they are aggregated, which happens some time after they were accepted.
 */
export class MeterLedger {
  readonly #state: State;
  readonly #windows = new Map<string, Map<string, MeterEvent[]>>();
  readonly #aggregationDelayMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(state: State, aggregationDelayMs: number) {
    this.#state = state;
    this.#aggregationDelayMs = aggregationDelayMs;
    for (const event of state.tables.meterEvents.values()) {
      event.aggregated = true;
      this.#index(event);
    }
  }

  accept(event: MeterEvent): void {
    this.#state.tables.meterEvents.set(event.id, event);
    this.#index(event);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      event.aggregated = true;
    }, this.#aggregationDelayMs);
    timer.unref();
    this.#timers.add(timer);
  }

  /** Everything accepted so far counts now. */
  flush(): void {
    for (const event of this.#state.tables.meterEvents.values()) event.aggregated = true;
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** The meter's value for a customer over `[from, to)`, in the meter's own unit. */
  total(meter: Meter, customer: string, range: { from: number; to: number; includePending?: boolean }): bigint {
    let total = 0n;
    for (const events of this.#windows.get(`${meter.id}|${customer}`)?.values() ?? []) {
      const counted = events.filter((event) => !event.cancelled && (event.aggregated || range.includePending === true));
      const effective = meter.event_time_window === null ? counted : counted.slice(-1);
      for (const event of effective) {
        if (event.timestamp < range.from || event.timestamp >= range.to) continue;
        total += meter.default_aggregation.formula === 'count' ? 1n : BigInt(event.value);
      }
    }
    return total;
  }

  #index(event: MeterEvent): void {
    const meter = this.#state.tables.meters.get(event.meter);
    const seconds = meter?.event_time_window ? WINDOW_SECONDS[meter.event_time_window] : undefined;
    const window = seconds === undefined ? event.identifier : String(Math.floor(event.timestamp / seconds) * seconds);
    const key = `${event.meter}|${event.customer}`;
    const windows = this.#windows.get(key) ?? new Map<string, MeterEvent[]>();
    const events = windows.get(window) ?? [];
    events.push(event);
    windows.set(window, events);
    this.#windows.set(key, windows);
    if (seconds !== undefined) this.#forget(events, event.created);
  }

  /** A replaced event only matters while its identifier is remembered and it may be cancelled. */
  #forget(events: MeterEvent[], now: number): void {
    while (events.length > 1) {
      const [oldest, next] = events;
      if (!oldest || !next?.aggregated || next.cancelled || oldest.created > now - IDENTIFIER_MEMORY_SECONDS) return;
      events.shift();
      this.#state.tables.meterEvents.delete(oldest.id);
    }
  }
}
