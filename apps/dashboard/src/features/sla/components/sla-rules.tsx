import { Link } from '@modelhub/ui/link';

/** What the figures mean, in two sentences. */
export function SlaRules() {
  return (
    <p className="max-w-2xl text-xs text-ink-subtle">
      Availability is one minus failed requests over requests that count, from your own usage ledger; requests that you ended, or that were refused as yours, do
      not count. Below 99.9 % a share of the month’s spend on the affected models is taken off the next invoice by itself.{' '}
      <Link href="/pricing#sla">See the rules</Link>
    </p>
  );
}
