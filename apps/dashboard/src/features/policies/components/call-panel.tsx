'use client';

import { Quickstart } from '#src/features/onboarding/components/quickstart.tsx';

/** How a program calls the policy: as it calls any model. */
export function CallPanel({ name, isPublished, gatewayUrl }: { readonly name: string; readonly isPublished: boolean; readonly gatewayUrl: string }) {
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <p className="text-sm text-ink-muted">
        {isPublished
          ? 'A policy is called like a model, on every surface. Which version and which step decided is in the request log.'
          : 'Once it is published, a policy is called like a model, on every surface.'}
      </p>
      <Quickstart gatewayUrl={gatewayUrl} apiKey="mh_live_..." model={`policy/${name}`} />
    </div>
  );
}
