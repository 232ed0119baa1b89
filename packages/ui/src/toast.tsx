'use client';

import { Toaster as Sonner, toast } from 'sonner';
import { useTheme } from 'next-themes';

export { toast };

/** Where short messages appear. Mounted once in the root layout; call `toast.success('Key revoked')` anywhere. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === 'dark' ? 'dark' : 'light'}
      position="bottom-right"
      gap={8}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast: 'flex w-full items-start gap-2.5 rounded-lg bg-raised p-3.5 text-sm text-ink shadow-float font-sans',
          description: 'text-xs text-ink-muted mt-0.5',
          actionButton: 'ml-auto shrink-0 rounded-sm px-2 py-1 text-xs font-medium text-accent-ink hover:bg-hover',
          icon: 'mt-0.5 [&_svg]:size-4',
          success: '[&_[data-icon]]:text-healthy-ink',
          error: '[&_[data-icon]]:text-down-ink',
        },
      }}
    />
  );
}
