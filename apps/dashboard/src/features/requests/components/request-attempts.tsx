import { cx } from '@modelhub/ui/cx';
import { formatDuration } from '@modelhub/ui/format';
import { Link } from '@modelhub/ui/link';
import { attemptWords } from '../decision-words.ts';
import type { DecisionAttempt } from '../decision.ts';

/** A bar is at least so wide, so that it can be seen. */
const SHARE_MIN = 1.5;

/** What was tried, one below the other, on the time from the arrival of the request to its end. */
export function RequestAttempts({ attempts, durationMs }: { readonly attempts: readonly DecisionAttempt[]; readonly durationMs: number }) {
  const inOrder = attempts.toSorted((a, b) => a.started_ms - b.started_ms);
  const endMs = attempts.reduce((latest, { started_ms: startedMs, took_ms: tookMs }) => Math.max(latest, startedMs + tookMs), Math.max(durationMs, 1));
  return (
    <div>
      <h4 className="text-xs text-ink-subtle">Attempts</h4>
      <ol className="mt-1.5 flex flex-col gap-2.5">
        {inOrder.map((attempt) => (
          <li key={`${attempt.endpoint} ${attempt.started_ms}`}>
            <p className="flex items-baseline justify-between gap-4">
              <span className="min-w-0 wrap-anywhere">
                {attempt.endpoint}
                {attempt.provider_key === 'own' ? <span className="text-ink-subtle"> on your key</span> : null}
              </span>
              <span className="shrink-0 text-ink-muted tabular-nums">{formatDuration(attempt.took_ms)}</span>
            </p>
            <div aria-hidden className="my-1 h-1.5 rounded-full bg-hover">
              <span className={cx('block h-full rounded-full', toneOf(attempt))} style={barOf(attempt, endMs)} />
            </div>
            <p className="flex justify-between gap-4 text-xs text-ink-subtle">
              <Ending attempt={attempt} />
              <span className="shrink-0 tabular-nums">after {formatDuration(attempt.started_ms)}</span>
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

function Ending({ attempt }: { readonly attempt: DecisionAttempt }) {
  const words = attemptWords(attempt);
  if (attempt.error === null || attempt.cancelled) return <span>{words}</span>;
  return <Link href={`/docs/errors/${attempt.error}`}>{words}</Link>;
}

function toneOf({ error, cancelled }: DecisionAttempt): string {
  if (cancelled) return 'bg-line-strong';
  return error === null ? 'bg-healthy' : 'bg-down';
}

function barOf({ started_ms: startedMs, took_ms: tookMs }: DecisionAttempt, endMs: number): { readonly marginLeft: string; readonly width: string } {
  const from = Math.min(100 - SHARE_MIN, (startedMs / endMs) * 100);
  return { marginLeft: `${from.toFixed(2)}%`, width: `${Math.min(100 - from, Math.max(SHARE_MIN, (tookMs / endMs) * 100)).toFixed(2)}%` };
}
