import type { Metadata } from 'next';
import { notFound, redirect } from 'next/navigation';
import { offeredModel } from '#src/features/catalog/server/offered.ts';
import { ModelPage } from '#src/features/catalog/components/model-page.tsx';
import { endpointHealthOf, gatewayBaseUrl, publicFigures } from '#src/features/status/server/instance.ts';

interface PageProps {
  /** Names may have slashes, as those of an operator's own models often do. */
  readonly params: Promise<{ readonly lab: string; readonly model: readonly string[] }>;
}

async function find(params: PageProps['params']) {
  const { lab, model } = await params;
  const name = model.map(decodeURIComponent).join('/');
  const id = `${decodeURIComponent(lab)}/${name}`;
  return { id, found: offeredModel(id) ?? offeredModel(name) };
}

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { found } = await find(params);
  return found === undefined ? { title: 'No such model' } : { title: found.name, description: found.description };
}

export default async function Page({ params }: PageProps) {
  const { id, found } = await find(params);
  if (found === undefined) notFound();
  if (found.id !== id) redirect(`/models/${found.id}`);
  const [figures, health] = await Promise.all([publicFigures(), endpointHealthOf(found)]);
  return <ModelPage model={found} figures={figures} health={health} baseUrl={gatewayBaseUrl()} />;
}
