'use client';

import { buttonClass } from '@modelhub/ui/button-class';
import { Panel } from '@modelhub/ui/panel';
import { KeyRound } from 'lucide-react';
import Link from 'next/link';
import { FirstRequestLight } from '#src/features/onboarding/components/first-request-light.tsx';
import { Quickstart } from '#src/features/onboarding/components/quickstart.tsx';

/** Stands in the samples where the key goes: a key that exists cannot be shown again. */
const KEY_PLACEHOLDER = 'YOUR_MODELHUB_KEY';

export interface GetStartedProps {
  readonly gatewayUrl: string;
  readonly model: string;
  readonly hasKey: boolean;
  readonly mayCreateKey: boolean;
}

/** The two steps to the first figure on this page. */
export function GetStarted({ gatewayUrl, model, hasKey, mayCreateKey }: GetStartedProps) {
  return (
    <Panel
      title={hasKey ? 'Send your first request' : 'Create a key, then send your first request'}
      description="Cost, latency and errors of your keys appear here a second or two after the first answer."
      actions={
        mayCreateKey ? (
          <Link href="/keys?create=1" className={buttonClass({ variant: hasKey ? 'secondary' : 'primary' })}>
            <KeyRound aria-hidden />
            {hasKey ? 'Create another key' : 'Create key'}
          </Link>
        ) : null
      }
    >
      <div className="flex flex-col gap-4">
        <FirstRequestLight keyId={undefined} />
        <Quickstart gatewayUrl={gatewayUrl} apiKey={KEY_PLACEHOLDER} model={model} />
        <p className="text-sm text-ink-muted">
          Put your key in place of <code className="rounded-xs bg-sunken px-1 py-0.5 text-ink">{KEY_PLACEHOLDER}</code>. A key is shown once, when it is made.
        </p>
      </div>
    </Panel>
  );
}
