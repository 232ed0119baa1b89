import { formatCount, formatDay, formatShare, formatUtc } from '@modelhub/ui/format';
import { STATUS_WORDS, type Status } from '@modelhub/ui/status-dot';
import { statusOfAvailability } from '@modelhub/ui/uptime-bar';
import type { HealthCounts, HealthHour } from '#src/features/status/server/endpoint-health.ts';

function several(count: number, one: string): string {
  return `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;
}

/** `1,240 requests`, `3 probes`, or both: `12 requests and 1 probe`. */
export function askedWords({ requests, probes }: HealthCounts): string {
  if (probes === 0) return several(requests, 'request');
  return requests === 0 ? several(probes, 'probe') : `${several(requests, 'request')} and ${several(probes, 'probe')}`;
}

/** `Nov 24, 14:00 UTC`. */
export function hourName({ hourMs }: Pick<HealthHour, 'hourMs'>): string {
  return `${formatDay(hourMs)}, ${formatUtc(hourMs).slice(11, 16)} UTC`;
}

/** `Nov 24, 14:00 UTC: Degraded, 98.33 % of 60 requests`. */
export function hourTitle(hour: HealthHour): string {
  if (hour.availabilityPpm === null) return `${hourName(hour)}: no traffic`;
  return `${hourName(hour)}: ${STATUS_WORDS[statusOfAvailability(hour.availabilityPpm)]}, ${formatShare(hour.availabilityPpm)} of ${askedWords(hour)}`;
}

/** The bars in a sentence: `22 of 24 hours with traffic: 20 operational, 1 degraded, 1 down`. */
export function hoursWords(hours: readonly HealthHour[]): string {
  const statuses = hours.map((hour) => statusOfAvailability(hour.availabilityPpm));
  const count = (status: Status): number => statuses.filter((one) => one === status).length;
  const known = hours.length - count('unknown');
  if (known === 0) return 'no traffic in the last day';
  const parts = (['healthy', 'degraded', 'down'] as const).flatMap((status) =>
    count(status) === 0 ? [] : [`${count(status)} ${STATUS_WORDS[status].toLowerCase()}`],
  );
  return `${known} of ${hours.length} hours with traffic: ${parts.join(', ')}`;
}
