import { formatDuration } from '@modelhub/ui/format';
import type { RequestDetail } from '../server/request-detail.ts';

/** Where the time went: until the first token, and from there to the end. Our own part is so small that it is only told. */
export function RequestTiming({ detail }: { readonly detail: RequestDetail }) {
  const { durationMs, timeToFirstMs, overheadUs, stream } = detail;
  const firstMs = Math.min(timeToFirstMs ?? durationMs, durationMs);
  const share = durationMs === 0 ? 100 : Math.max(2, Math.min(98, Math.round((firstMs / durationMs) * 100)));
  return (
    <section aria-label="Timing">
      <h3 className="text-sm font-medium">Timing</h3>
      {timeToFirstMs === null ? null : (
        <div aria-hidden className="mt-3 flex h-2 gap-0.5 overflow-hidden rounded-full">
          <span className="h-full bg-ink-subtle" style={{ width: `${share}%` }} />
          <span className="h-full flex-1 bg-line-strong" />
        </div>
      )}
      <dl className="mt-2.5 grid grid-cols-3 gap-4 text-sm">
        <Part label={stream ? 'First token' : 'First byte'} value={timeToFirstMs === null ? '–' : formatDuration(timeToFirstMs)} />
        <Part label="Duration" value={formatDuration(durationMs)} />
        <Part label="Our overhead" value={overheadUs === null ? '–' : formatDuration(overheadUs / 1_000)} />
      </dl>
    </section>
  );
}

function Part({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <div>
      <dt className="text-xs text-ink-subtle">{label}</dt>
      <dd className="tabular-nums">{value}</dd>
    </div>
  );
}
