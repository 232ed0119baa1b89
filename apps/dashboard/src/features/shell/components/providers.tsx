'use client';

import { ThemeProvider } from '@modelhub/ui/theme';
import { Toaster } from '@modelhub/ui/toast';
import { NuqsAdapter } from 'nuqs/adapters/next/app';
import type { ReactNode } from 'react';

/** What every page has around it: the theme, state in the URL, and short messages. */
export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <ThemeProvider>
      <NuqsAdapter>{children}</NuqsAdapter>
      <Toaster />
    </ThemeProvider>
  );
}
