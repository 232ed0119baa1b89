'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useTRPCClient } from '#src/trpc/client.tsx';
import type { DocumentProblem } from './server/policy-input.ts';

/** What the reader of policies finds wrong with this JSON; null where nothing is, or while nothing is known. Undefined is not asked about. */
export function useDocumentProblem(json: unknown): DocumentProblem | null {
  const client = useTRPCClient();
  const { data } = useQuery({
    queryKey: ['policies.check', JSON.stringify(json)],
    // Posted: a document is too long for a URL.
    queryFn: () => client.policies.check.mutate({ document: json as never }),
    enabled: json !== undefined,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
  return (json === undefined ? null : data) ?? null;
}
