import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import type { ReactNode } from 'react';
import { DocsHeader } from '#src/features/docs/components/docs-section.tsx';
import { GUIDES, type GuideSlug } from '#src/features/docs/guides/guides.ts';
import { Leaving } from '#src/features/docs/guides/leaving.tsx';
import { RoutingPolicies } from '#src/features/docs/guides/routing-policies.tsx';
import { SwitchFromLitellm } from '#src/features/docs/guides/switch-from-litellm.tsx';
import { SwitchFromOpenai } from '#src/features/docs/guides/switch-from-openai.tsx';
import { SwitchFromOpenrouter } from '#src/features/docs/guides/switch-from-openrouter.tsx';
import { TokenCounts } from '#src/features/docs/guides/token-counts.tsx';
import { gatewayBaseUrl } from '#src/features/status/server/instance.ts';

interface PageProps {
  readonly params: Promise<{ readonly guide: string }>;
}

const BODIES: Readonly<Record<GuideSlug, (props: { readonly baseUrl: string }) => ReactNode>> = {
  'switch-from-openai': SwitchFromOpenai,
  'switch-from-openrouter': SwitchFromOpenrouter,
  'switch-from-litellm': SwitchFromLitellm,
  leaving: Leaving,
  'routing-policies': RoutingPolicies,
  'token-counts': TokenCounts,
};

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { guide: slug } = await params;
  const guide = GUIDES.find((one) => one.slug === slug);
  return guide === undefined ? { title: 'No such guide' } : { title: guide.title, description: guide.says };
}

export default async function GuidePage({ params }: PageProps) {
  const { guide: slug } = await params;
  const guide = GUIDES.find((one) => one.slug === slug);
  if (guide === undefined) notFound();
  const Body = BODIES[guide.slug];
  return (
    <article className="flex flex-col gap-10">
      <DocsHeader title={guide.title}>{guide.says}</DocsHeader>
      <Body baseUrl={gatewayBaseUrl()} />
    </article>
  );
}
