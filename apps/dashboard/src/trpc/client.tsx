'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { useState, type ReactNode } from 'react';
import superjson from 'superjson';
import type { AppRouter } from '#src/server/root.ts';

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

const RETRIES_MAX = 2;
const STALE_MS = 5_000;

/** Only what may pass by itself is asked again: a broken connection, or a server that is busy. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof TRPCClientError)) return true;
  const status: unknown = error.data?.httpStatus;
  return status === undefined || status === 503 || status === 502 || status === 504;
}

export interface TrpcProps {
  /** The organization that this page was rendered for; a switch in another tab does not move this one. */
  readonly organizationId: string | null;
  readonly children: ReactNode;
}

/** Gives the components below the server's procedures and a cache for their answers. */
export function Trpc({ organizationId, children }: TrpcProps) {
  const [queryClient] = useState(
    () => new QueryClient({ defaultOptions: { queries: { staleTime: STALE_MS, retry: (count, error) => count < RETRIES_MAX && mayPass(error) } } }),
  );
  const [trpcClient] = useState(() =>
    createTRPCClient<AppRouter>({
      links: [
        httpBatchLink({
          url: '/api/trpc',
          transformer: superjson,
          maxURLLength: 2_000,
          headers: organizationId === null ? {} : { 'x-modelhub-organization': organizationId },
        }),
      ],
    }),
  );
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
