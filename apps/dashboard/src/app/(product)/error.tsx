'use client';

import { Button } from '@modelhub/ui/button';
import { ErrorState } from '@modelhub/ui/error-state';

export interface ErrorPageProps {
  readonly error: Error & { readonly digest?: string };
  readonly reset: () => void;
}

/** A page that could not be made. The digest finds the fault in the server's log. */
export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <ErrorState
      title="This page could not be loaded"
      description="Nothing was changed. Try again in a moment; if it stays, quote the id below to support."
      requestId={error.digest}
      action={
        <Button variant="primary" onClick={reset}>
          Try again
        </Button>
      }
    />
  );
}
