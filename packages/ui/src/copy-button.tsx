'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';

const SHOWN_MS = 1600;

export interface CopyButtonProps {
  readonly value: string;
  /** What is copied: "Copy key". */
  readonly label?: string | undefined;
  /** With words beside the icon. */
  readonly labelled?: boolean | undefined;
  readonly variant?: 'ghost' | 'secondary' | 'primary' | undefined;
  readonly className?: string | undefined;
  readonly onCopied?: (() => void) | undefined;
}

/** Copies to the clipboard and says so, to eyes and to screen readers. */
export function CopyButton({ value, label = 'Copy', labelled = false, variant = 'ghost', className, onCopied }: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state === 'idle') return;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(value);
      setState('copied');
      onCopied?.();
    } catch {
      setState('failed');
    }
  }

  const words = state === 'copied' ? 'Copied' : state === 'failed' ? 'Select and copy by hand' : label;
  return (
    <Button
      variant={variant}
      size="sm"
      aria-label={labelled ? undefined : label}
      title={labelled ? undefined : label}
      onClick={() => void copy()}
      className={cx(!labelled && 'w-7 px-0 max-sm:w-9 max-sm:px-0', className)}
    >
      {state === 'copied' ? <Check aria-hidden className="text-healthy-ink" /> : <Copy aria-hidden />}
      {labelled ? words : null}
      <span aria-live="polite" className="sr-only">
        {state === 'idle' || labelled ? '' : words}
      </span>
    </Button>
  );
}
