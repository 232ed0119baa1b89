import Link from 'next/link';
import { offeredModels, placeOf, providerName } from '#src/features/catalog/server/offered.ts';

const known = new Map(offeredModels.flatMap((model) => model.endpoints.map((endpoint) => [endpoint.id, { model, endpoint }] as const)));

/** The model that an endpoint runs, where, and by whom if that is not said around it. */
export function EndpointName({ endpointId, withProvider = false }: { readonly endpointId: string; readonly withProvider?: boolean }) {
  const found = known.get(endpointId);
  if (found === undefined) return <span className="font-mono text-xs">{endpointId}</span>;
  const { model, endpoint } = found;
  const place = [withProvider ? providerName(endpoint) : null, placeOf(endpoint)].filter(Boolean).join(' · ');
  return (
    <span className="min-w-0 text-sm">
      <Link href={`/models/${model.id}`} className="rounded-xs font-medium hover:underline hover:underline-offset-4">
        {model.name}
      </Link>
      <span className="ml-2 text-xs font-normal text-ink-subtle">{place}</span>
    </span>
  );
}
