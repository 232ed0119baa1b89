import { formatShare } from '@modelhub/ui/format';
import type { Status } from '@modelhub/ui/status-dot';
import { statusOfAvailability, type UptimeDay } from '@modelhub/ui/uptime-bar';
import type { WindowFigures } from './server/platform-health.ts';

/** `99.98 %`, or why there is none. */
export function answeredWords({ traffic, availabilityPpm }: WindowFigures): string {
  if (traffic === 'none' || availabilityPpm === null) return traffic === 'thin' ? 'too few to say' : 'no traffic';
  return formatShare(availabilityPpm);
}

/** A provider is what it was in the last hour; without enough traffic in it, in the last day. */
export function statusNow({ hour, day }: { readonly hour: WindowFigures; readonly day: WindowFigures }): Status {
  return statusOfAvailability(hour.traffic === 'enough' ? hour.availabilityPpm : day.availabilityPpm);
}

const DAY_MINUTES = 1_440;
const WORST = ['down', 'degraded', 'healthy', 'unknown'] as const satisfies readonly Status[];

/** The worse of what requests say of a day and what minutes without any gateway do, which no request can speak of. */
export function statusOfDay({ availabilityPpm }: UptimeDay, minutesWithout: number | undefined): Status {
  const byMinutes = minutesWithout === undefined ? null : Math.floor(((DAY_MINUTES - minutesWithout) / DAY_MINUTES) * 1_000_000);
  const both = [statusOfAvailability(availabilityPpm), statusOfAvailability(byMinutes)];
  // That there was a gateway all day long, while nobody asked, is no news.
  if (availabilityPpm === null && minutesWithout === 0) return 'unknown';
  return WORST.find((status) => both.includes(status)) ?? 'unknown';
}

/** `1 minute`, `45 minutes`, `3 h 20 min`. */
export function minutesWords(minutes: number): string {
  if (minutes < 120) return `${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}
