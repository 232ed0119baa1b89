import type { Dialect } from './dialects.ts';

/** One answer of the gateway. */
export interface Call {
  readonly status: number;
  readonly provider: string | null;
  readonly generationId: string | null;
}

/** All that a client is given: where the gateway is, a key, and a `fetch` through which its requests go to one provider alone. */
export interface Connection {
  readonly dialect: Dialect;
  readonly model: string;
  readonly url: string;
  readonly apiKey: string;
  readonly fetch: typeof fetch;
  readonly calls: readonly Call[];
}

export function connect(dialect: Dialect, gateway: { readonly url: string; readonly apiKey: string }): Connection {
  const calls: Call[] = [];
  return {
    ...gateway,
    dialect,
    model: dialect.model,
    calls,
    // Not every client can add a field to the body, and all of them take a `fetch`.
    fetch: async (input, init) => {
      const response = await fetch(input, { ...init, ...(typeof init?.body === 'string' ? { body: pinned(init.body, dialect) } : {}) });
      const { headers, status } = response;
      calls.push({ status, provider: headers.get('x-modelhub-provider'), generationId: headers.get('x-generation-id') });
      return response;
    },
  };
}

function pinned(body: string, { provider }: Dialect): string {
  return JSON.stringify({ ...(JSON.parse(body) as object), provider: { only: [provider] } });
}
