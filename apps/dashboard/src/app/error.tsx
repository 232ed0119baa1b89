'use client';

import { Button } from '@modelhub/ui/button';
import { ErrorState } from '@modelhub/ui/error-state';

interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <main className="grid min-h-[70dvh] place-items-center">
      <ErrorState
        title="This page could not be shown"
        description="Something broke on our side, and it is recorded. Nothing of yours was changed."
        requestId={error.digest}
        action={
          <Button variant="primary" onClick={reset}>
            Try again
          </Button>
        }
      />
    </main>
  );
}
