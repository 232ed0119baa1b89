import { formatDay, formatShare } from '@modelhub/ui/format';
import { Panel } from '@modelhub/ui/panel';
import { STATUS_WORDS } from '@modelhub/ui/status-dot';
import { StatusBars, type UptimeDay } from '@modelhub/ui/uptime-bar';
import { minutesWords, statusOfDay } from '../window-words.ts';

type MinutesWithout = ReadonlyMap<number, number>;

function requestWords({ availabilityPpm, requests }: UptimeDay): string {
  if (availabilityPpm !== null) return `${formatShare(availabilityPpm)} of requests answered`;
  return requests === 0 ? 'no requests' : 'too few requests to say';
}

function dayTitle(day: UptimeDay, minutesWithout: MinutesWithout): string {
  const without = minutesWithout.get(day.dayMs);
  const gateways = without === undefined || without === 0 ? '' : `, ${minutesWords(without)} without any gateway`;
  return `${formatDay(day.dayMs)}: ${STATUS_WORDS[statusOfDay(day, without)]}, ${requestWords(day)}${gateways}`;
}

function GatewaySentence({ minutesWithout }: { readonly minutesWithout: MinutesWithout }) {
  const [firstDayMs] = minutesWithout.keys();
  if (firstDayMs === undefined) return <>Whether a gateway was there is not known yet.</>;
  const days = [...minutesWithout].filter(([, minutes]) => minutes > 0);
  const since = `since ${formatDay(firstDayMs, { year: true })}`;
  if (days.length === 0) return <>There was a gateway in every minute {since}.</>;
  const sum = days.reduce((total, [, minutes]) => total + minutes, 0);
  return (
    <>
      {minutesWords(sum)} without any gateway {since}, on {days.length} {days.length === 1 ? 'day' : 'days'}. Requests of that time reached nobody, and are in
      no count.
    </>
  );
}

/** Ninety days of the platform as a whole: what was answered, and whether anybody could have been. */
export function PlatformDays({ days, minutesWithout }: { readonly days: readonly UptimeDay[]; readonly minutesWithout: MinutesWithout }) {
  const bad = days.filter((day) => ['degraded', 'down'].includes(statusOfDay(day, minutesWithout.get(day.dayMs)))).length;
  const known = days.filter((day) => day.availabilityPpm !== null).length;
  return (
    <Panel title="The last 90 days" description="All models together, day by day. Today is on the right.">
      <StatusBars
        label={`All models: ${known} of ${days.length} days with traffic, ${bad} of them degraded or down`}
        bars={days.map((day, index) => ({
          key: day.dayMs,
          status: statusOfDay(day, minutesWithout.get(day.dayMs)),
          title: dayTitle(day, minutesWithout),
          className: index < days.length - 30 ? 'max-sm:hidden' : undefined,
        }))}
      />
      <p className="mt-3 text-sm text-ink-muted">
        <GatewaySentence minutesWithout={minutesWithout} />
      </p>
    </Panel>
  );
}
