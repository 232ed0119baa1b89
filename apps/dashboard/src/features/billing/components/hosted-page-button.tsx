'use client';

import { Button } from '@modelhub/ui/button';
import type { ButtonVariant } from '@modelhub/ui/button-class';
import { FormError } from '@modelhub/ui/form';
import { useMutation } from '@tanstack/react-query';
import { ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTRPC } from '#src/trpc/client.tsx';
import { problemOf } from '#src/trpc/problem.ts';

export interface HostedPageButtonProps {
  readonly page: 'card' | 'portal';
  readonly variant?: ButtonVariant | undefined;
  readonly children: ReactNode;
}

/** Goes to a page of Stripe's that is made for this click. Card numbers are typed there and never reach us. */
export function HostedPageButton({ page, variant = 'secondary', children }: HostedPageButtonProps) {
  const trpc = useTRPC();
  const go = { onSuccess: ({ url }: { url: string }) => window.location.assign(url) };
  const card = useMutation(trpc.billing.startCardSetup.mutationOptions(go));
  const portal = useMutation(trpc.billing.openPortal.mutationOptions(go));
  const opening = page === 'card' ? card : portal;
  const problem = problemOf(opening.error);
  return (
    <div className="flex flex-col items-start gap-3 max-sm:w-full">
      <Button
        variant={variant}
        // The browser is leaving: the button waits with it.
        pending={opening.isPending || opening.isSuccess}
        onClick={() => (page === 'card' ? card.mutate() : portal.mutate())}
        className="max-sm:w-full"
      >
        {children}
        <ArrowUpRight aria-hidden />
      </Button>
      <FormError message={problem.message} requestId={problem.requestId} />
    </div>
  );
}
