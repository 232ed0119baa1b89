import { buttonClass } from '@modelhub/ui/button-class';
import { Badge, type BadgeTone } from '@modelhub/ui/badge';
import { Link as TextLink } from '@modelhub/ui/link';
import type { Metadata } from 'next';
import Link from 'next/link';
import { billExample } from '#src/features/pricing/bill-example.ts';
import { CHARGE_MATRIX, type ChargeRule } from '#src/features/pricing/charge-matrix.ts';
import { BillTable } from '#src/features/pricing/components/bill-table.tsx';

export const metadata: Metadata = { title: 'Pricing', description: 'The provider’s price and ten percent. How the bill is made, and who pays for what.' };

const EXAMPLE_MODEL = 'anthropic/claude-sonnet-4-6';

const VERDICTS = {
  charged: { word: 'Charged', tone: 'neutral' },
  part: { word: 'In part', tone: 'degraded' },
  free: { word: 'Free', tone: 'healthy' },
} as const satisfies Record<ChargeRule['verdict'], { word: string; tone: BadgeTone }>;

const SLA = [
  { below: 'Below 99.9 %', credit: '10 %' },
  { below: 'Below 99.0 %', credit: '25 %' },
  { below: 'Below 95.0 %', credit: '100 %' },
] as const;

const FACTS = [
  { title: 'Tokens as reported', text: 'The provider counts; we pass its count on. Cached input, cache writes and reasoning are lines of their own.' },
  { title: 'Rounded once', text: 'A request is one integer in billionths of a dollar. Everything above it is a plain sum.' },
  { title: 'The price that admitted you', text: 'A price change never touches a request that had already begun.' },
] as const;

export default function PricingPage() {
  const bill = billExample(EXAMPLE_MODEL, Date.now());
  return (
    <div className="mx-auto flex w-full max-w-[1200px] flex-col gap-16 px-4 py-14 sm:px-6">
      <div className="grid items-start gap-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)] lg:gap-16">
        <header>
          <h1 className="text-display font-medium tracking-[-0.035em]">The provider’s price and ten percent.</h1>
          <p className="mt-5 max-w-md text-base text-ink-muted">No subscription, no seats, no minimum. One invoice a month for every model, paid by card.</p>
          <div className="mt-7 flex flex-wrap gap-3">
            <Link href="/signup" className={buttonClass({ variant: 'primary', size: 'lg', className: 'max-sm:w-full' })}>
              Get an API key
            </Link>
            <Link href="/models?sort=input&dir=asc" className={buttonClass({ size: 'lg', className: 'max-sm:w-full' })}>
              See every price
            </Link>
          </div>
        </header>
        <section id="example" aria-label="How the bill is made">
          {bill === null ? null : <BillTable bill={bill} />}
        </section>
      </div>

      <dl className="grid gap-8 border-y border-line py-10 md:grid-cols-3 md:gap-12">
        {FACTS.map((fact) => (
          <div key={fact.title}>
            <dt className="text-base font-medium">{fact.title}</dt>
            <dd className="mt-2 text-base text-ink-muted">{fact.text}</dd>
          </div>
        ))}
      </dl>

      <section id="who-pays" aria-labelledby="who-pays-title" className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)] lg:gap-16">
        <div>
          <h2 id="who-pays-title" className="text-xl font-medium">
            Who pays when something goes wrong
          </h2>
          <p className="mt-3 text-sm text-ink-muted">The gateway settles every request by these rules, and the ledger says which one it was.</p>
        </div>
        <dl className="rounded-lg border border-line bg-surface">
          {CHARGE_MATRIX.map((rule) => (
            <div key={rule.happened} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-4 gap-y-1 border-b border-line px-5 py-3.5 last:border-b-0">
              <dt className="text-sm">{rule.happened}</dt>
              <dd className="row-span-2">
                <Badge tone={VERDICTS[rule.verdict].tone}>{VERDICTS[rule.verdict].word}</Badge>
              </dd>
              <dd className="text-sm text-ink-muted">{rule.charged}</dd>
            </div>
          ))}
        </dl>
      </section>

      <section id="sla" aria-labelledby="sla-title" className="grid items-start gap-8 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)] lg:gap-16">
        <div>
          <h2 id="sla-title" className="text-xl font-medium">
            99.9 %, or money back
          </h2>
          <p className="mt-3 text-sm text-ink-muted">
            Counted per month from your own requests. The credit is a share of that month’s spend on the affected models and is taken off the next invoice by
            itself.
          </p>
          <p className="mt-3 text-sm">
            <TextLink href="/status">See how it stands today</TextLink>
          </p>
        </div>
        <dl className="grid grid-cols-3 gap-px overflow-hidden rounded-lg border border-line bg-line">
          {SLA.map((step) => (
            <div key={step.below} className="bg-surface px-5 py-4 max-sm:px-3">
              <dt className="text-sm text-ink-muted">{step.below}</dt>
              <dd className="mt-1 text-xl font-medium tabular-nums">{step.credit}</dd>
              <dd className="text-xs text-ink-subtle">back</dd>
            </div>
          ))}
        </dl>
      </section>
    </div>
  );
}
