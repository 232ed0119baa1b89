import { Duration, Tokens } from '@modelhub/ui/figures';
import { formatCount, formatDuration } from '@modelhub/ui/format';
import { Stat, StatRow } from '@modelhub/ui/stat';
import { changeText, failedShare } from '#src/features/usage/figures.ts';
import type { Overview } from '../server/overview.ts';

const BEFORE = 'by then last month';

function latencyDetail({ latency }: Overview): string {
  if (latency === null) return 'no completed request yet';
  const of = latency.requests === 1 ? 'of the last request' : `of the last ${formatCount(latency.requests)} completed`;
  return latency.timeToFirstMsP50 === null ? of : `first token ${formatDuration(latency.timeToFirstMsP50)}, ${of}`;
}

/** How much, and how well: this month's volume, what failed, and how long an answer takes. */
export function VitalSigns({ overview }: { readonly overview: Overview }) {
  const { month, monthBefore, latency } = overview;
  return (
    <StatRow>
      <Stat label="Requests this month" value={formatCount(month.requests)} detail={changeText(month.requests, monthBefore.requests, BEFORE)} />
      <Stat
        label="Tokens this month"
        value={<Tokens count={month.tokens} />}
        detail={
          <>
            <Tokens count={month.promptTokens} /> read, <Tokens count={month.completionTokens} /> written
          </>
        }
      />
      <Stat label="Failed this month" value={failedShare(month) ?? '–'} detail={`${formatCount(month.failed)} of ${formatCount(month.requests)} requests`} />
      <Stat label="Median duration" value={<Duration ms={latency?.durationMsP50 ?? null} />} detail={latencyDetail(overview)} />
    </StatRow>
  );
}
