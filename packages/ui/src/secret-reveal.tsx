'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { CopyButton } from './copy-button.tsx';
import { IconButton } from './icon-button.tsx';

export interface SecretRevealProps {
  readonly secret: string;
  /** What it is: "API key". */
  readonly label: string;
  readonly onCopied?: (() => void) | undefined;
}

/** A secret in its only appearance: visible, copied with a click, and said to be gone afterwards. */
export function SecretReveal({ secret, label, onCopied }: SecretRevealProps) {
  const [hidden, setHidden] = useState(false);
  const shown = hidden ? `${secret.slice(0, 12)}${'•'.repeat(Math.max(0, secret.length - 12))}` : secret;
  return (
    <div className="flex flex-col gap-2">
      <div className="flex items-center gap-1 rounded-md border border-mark-edge bg-mark py-1.5 pr-1.5 pl-3">
        <output aria-label={label} className="min-w-0 flex-1 font-mono text-sm break-all text-ink select-all" data-testid="secret">
          {shown}
        </output>
        <IconButton
          size="sm"
          label={hidden ? 'Show' : 'Hide'}
          icon={hidden ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          onClick={() => setHidden(!hidden)}
          className="text-ink"
        />
        <CopyButton value={secret} label={`Copy ${label}`} labelled variant="primary" onCopied={onCopied} />
      </div>
      <p className="text-xs text-ink-muted">Shown this once. Store it now; it cannot be shown again.</p>
    </div>
  );
}
