import { buttonClass } from '@modelhub/ui/button-class';
import { Link as TextLink } from '@modelhub/ui/link';
import Link from 'next/link';
import { catalogRows, type CatalogRow } from '#src/features/catalog/server/catalog-rows.ts';
import { SampleTabs } from '#src/features/docs/components/sample-tabs.tsx';
import { LiveFigures } from '#src/features/landing/components/live-figures.tsx';
import { PriceTeaser } from '#src/features/landing/components/price-teaser.tsx';
import { gatewayBaseUrl, publicFigures } from '#src/features/status/server/instance.ts';

const SAMPLE_MODEL = 'anthropic/claude-sonnet-4-6';
const TEASER_ROWS = 6;

const REASONS = [
  {
    title: 'One key',
    text: 'Every model answers the OpenAI SDK that you already use, streamed or not, with tools, images and JSON schemas.',
    href: '/docs',
    proof: 'See the one line that changes',
  },
  {
    title: 'An exact bill',
    text: 'Ledger, chart and invoice are sums of the same integers, so they agree to the last digit and a failed request costs nothing.',
    href: '/pricing#example',
    proof: 'Work through a bill',
  },
  {
    title: 'No lock-in',
    text: 'Nothing of ours is in your code. Point the address back at the provider and it runs as it did before.',
    href: '/docs#leaving',
    proof: 'How to leave',
  },
] as const;

function newest(rows: readonly CatalogRow[]): CatalogRow[] {
  const active = rows.filter((row) => row.kind === 'chat' && !row.deprecated);
  return active.toSorted((a, b) => (b.releasedAt ?? '').localeCompare(a.releasedAt ?? '')).slice(0, TEASER_ROWS);
}

export default async function LandingPage() {
  const figures = await publicFigures();
  const rows = catalogRows(Date.now());
  return (
    <div className="mx-auto w-full max-w-[1200px] px-4 sm:px-6">
      <div className="grid items-center gap-10 pt-12 pb-12 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.05fr)] lg:gap-16 lg:pt-20 lg:pb-16">
        <div>
          <h1 className="text-display font-medium tracking-[-0.035em]">Every AI model behind one key and one bill.</h1>
          <p className="mt-5 max-w-lg text-base text-ink-muted">
            ModelHub is the gateway between your app and the model providers. It speaks OpenAI’s API, falls back when a provider fails, and charges exactly what
            was used.
          </p>
          <div className="mt-7 flex flex-wrap gap-3">
            <Link href="/signup" className={buttonClass({ variant: 'primary', size: 'lg', className: 'max-sm:w-full' })}>
              Get an API key
            </Link>
            <Link href="/models" className={buttonClass({ size: 'lg', className: 'max-sm:w-full' })}>
              Browse {rows.length} models
            </Link>
          </div>
        </div>
        <div className="min-w-0">
          <SampleTabs baseUrl={gatewayBaseUrl()} model={SAMPLE_MODEL} apiKey="mh_live_..." only={['python', 'typescript', 'curl']} />
          <p className="mt-3 text-sm text-ink-subtle">The marked line is the whole migration.</p>
        </div>
      </div>
      <LiveFigures figures={figures} modelCount={rows.length} />
      <section aria-label="Why" className="grid gap-10 py-20 md:grid-cols-3 md:gap-12">
        {REASONS.map((reason) => (
          <div key={reason.title}>
            <h2 className="text-base font-medium">{reason.title}</h2>
            <p className="mt-2 text-base text-ink-muted">{reason.text}</p>
            <p className="mt-3 text-sm">
              <TextLink href={reason.href}>{reason.proof}</TextLink>
            </p>
          </div>
        ))}
      </section>
      <div className="border-t border-line py-20">
        <PriceTeaser rows={newest(rows)} total={rows.length} />
      </div>
    </div>
  );
}
