'use client';

import { Button } from '@modelhub/ui/button';
import { signIn } from 'next-auth/react';
import { useState } from 'react';

const NAMES = { github: 'GitHub', google: 'Google' } as const;

export interface OAuthButtonsProps {
  readonly providers: readonly (keyof typeof NAMES)[];
  readonly callbackUrl: string;
}

/** One button for each provider that has been set up; nothing at all without any. */
export function OAuthButtons({ providers, callbackUrl }: OAuthButtonsProps) {
  const [pending, setPending] = useState<string | null>(null);
  if (providers.length === 0) return null;
  return (
    <div className="mb-6 flex flex-col gap-2">
      {providers.map((provider) => (
        <Button
          key={provider}
          className="w-full"
          pending={pending === provider}
          onClick={() => {
            setPending(provider);
            void signIn(provider, { callbackUrl });
          }}
        >
          Continue with {NAMES[provider]}
        </Button>
      ))}
      <div className="mt-4 flex items-center gap-3 text-xs text-ink-subtle before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        or with e-mail
      </div>
    </div>
  );
}
