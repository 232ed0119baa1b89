import type { Params } from './params.ts';
import type { World } from './world.ts';

export interface ApiRequest {
  readonly world: World;
  readonly params: Params;
  /** The path's own ids, in order. */
  readonly ids: readonly string[];
}

export type Handler = (request: ApiRequest) => object;

/** `POST /v1/customers/:id`; a colon marks an id. */
export type Routes = Readonly<Record<string, Handler>>;

interface Compiled {
  readonly method: string;
  readonly segments: readonly string[];
  readonly handler: Handler;
}

export function compileRoutes(routes: Routes): readonly Compiled[] {
  return (
    Object.entries(routes)
      .map(([pattern, handler]) => {
        const [method = '', path = ''] = pattern.split(' ');
        return { method, segments: path.split('/'), handler };
      })
      // Literal segments win over ids: /v1/invoices/create_preview is not an invoice.
      .toSorted((a, b) => a.segments.filter((s) => s.startsWith(':')).length - b.segments.filter((s) => s.startsWith(':')).length)
  );
}

export function findRoute(routes: readonly Compiled[], method: string, path: string): { handler: Handler; ids: string[] } | undefined {
  const segments = path.split('/');
  for (const route of routes) {
    if (route.method !== method || route.segments.length !== segments.length) continue;
    const isMatch = route.segments.every((segment, index) => segment.startsWith(':') || segment === segments[index]);
    if (!isMatch) continue;
    const ids = route.segments.flatMap((segment, index) => (segment.startsWith(':') ? [decodeURIComponent(segments[index] ?? '')] : []));
    return { handler: route.handler, ids };
  }
  return undefined;
}

/** The first of the path's ids; every route that asks has one. */
export function firstId(request: ApiRequest): string {
  const id = request.ids[0];
  if (id === undefined) throw new Error('this route has no id');
  return id;
}
