'use client';

import { useRouter } from 'next/navigation';
import { useTransition } from 'react';

/** Asks the server for the page again after a change; `refreshing` until the new one is shown. */
export function useRefresh(): { readonly refresh: () => void; readonly refreshing: boolean } {
  const router = useRouter();
  const [refreshing, start] = useTransition();
  return { refresh: () => start(() => router.refresh()), refreshing };
}
