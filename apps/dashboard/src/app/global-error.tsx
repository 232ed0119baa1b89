'use client';

import './globals.css';

/** The last resort, when the root layout itself failed: no provider, no font, still a page. */
export default function GlobalError({ error, reset }: { readonly error: Error & { readonly digest?: string }; readonly reset: () => void }) {
  return (
    <html lang="en">
      <body className="grid min-h-dvh place-items-center p-6">
        <main className="max-w-md text-center">
          <h1 className="text-xl font-medium">ModelHub could not be shown</h1>
          <p className="mt-2 text-sm text-ink-muted">Something broke on our side, and it is recorded. Requests through the gateway are not affected.</p>
          {error.digest === undefined ? null : <p className="mt-2 font-mono text-xs text-ink-subtle">Quote this to support: {error.digest}</p>}
          <button type="button" onClick={reset} className="mt-5 h-9 rounded-md bg-accent px-4 text-sm text-accent-contrast">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
