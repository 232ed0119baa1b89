import type { Endpoint } from '@modelhub/catalog/types';
import { catalog } from '@modelhub/catalog/catalog';
import { ModelHubError } from '@modelhub/core/errors';
import type { ProviderAdapter } from '@modelhub/providers/types';
import { ConversationCall } from '../conversation-call.ts';
import { CONNECTION, type Cell, type ConformanceTable } from './cell.ts';
import { dialectColumns, type DialectColumn } from './dialects.ts';
import { SURFACE_PARAMETERS, type Parameter, type SurfaceParameters } from './parameters.ts';

/**
 * What asks for nothing that shows in an answer, so that who has nothing for it may leave it out: help for caches, names of culprits, the tier that is
 * served anyway, and a limit on tools that run at the provider, of which a translated request has none.
 */
const HINTS = new Set([
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'safety_identifier',
  'user',
  'messages[].content[].cache_control',
  'max_tool_calls',
  'metadata.user_id',
  'service_tier: standard_only',
]);

/** Asks every dialect for every documented parameter, as the gateway does, and looks at what would be sent. */
export function conformanceTables(): ConformanceTable[] {
  const columns = dialectColumns();
  return SURFACE_PARAMETERS.map((surface) => ({
    surface: surface.surface.name,
    dialects: columns.map(({ id, name }) => ({ id, name })),
    rows: surface.parameters.map((parameter) => {
      const cells = columns.map((column) => cellOf(surface, parameter, column));
      return {
        parameter: parameter.name,
        cells: cells.map((cell, index) => (cell === 'refused' && isServedElsewhere(columns, cells, index) ? 'elsewhere' : cell)),
      };
    }),
  }));
}

const ORDER: readonly Cell[] = ['native', 'translated', 'hint', 'dropped', 'refused'];

function cellOf(surface: SurfaceParameters, parameter: Parameter, { adapter, endpoints }: DialectColumn): Cell {
  if (parameter.byGateway === true) return 'gateway';
  const cells = endpoints.map((endpoint) => probe(surface, parameter, { adapter, endpoint }));
  return ORDER.find((cell) => cells.includes(cell)) ?? 'refused';
}

interface Target {
  readonly adapter: ProviderAdapter;
  readonly endpoint: Endpoint;
}

function probe({ surface, base, parameters: _parameters }: SurfaceParameters, { name, fields, with: beside = {} }: Parameter, target: Target): Cell {
  const without = sent(surface, { ...base, ...beside }, target);
  const asked = sent(surface, { ...base, ...beside, ...fields }, target);
  if (asked === null) return 'refused';
  if (asked.text === without?.text) return HINTS.has(name) ? 'hint' : 'dropped';
  return asked.isNative ? 'native' : 'translated';
}

/** What the provider would get; null where it is refused. */
function sent(
  surface: SurfaceParameters['surface'],
  request: Readonly<Record<string, unknown>>,
  { adapter, endpoint }: Target,
): { readonly text: string; readonly isNative: boolean } | null {
  const body = Buffer.from(JSON.stringify(request));
  try {
    const call = new ConversationCall(surface, { body, headers: {} });
    const context = { model: 'm', generationId: 'gen_0', createdAtSeconds: 0, promptTokensEstimate: 1, request: call.request };
    const { upstream } = call.prepare(adapter, { endpoint, connection: CONNECTION, context });
    if (!Buffer.isBuffer(upstream.body)) throw new Error('a conversation was sent as a form');
    const native = adapter.native[surface.dialect];
    const isNative = native !== undefined && native.serves?.(endpoint, CONNECTION) !== false;
    return { text: upstream.path + upstream.body.toString(), isNative };
  } catch (error) {
    if (error instanceof ModelHubError && error.status === 400) return null;
    throw error;
  }
}

/** Some model is served by this dialect and by one that honours the parameter: the gateway asks the other one. */
function isServedElsewhere(columns: readonly DialectColumn[], cells: readonly Cell[], refusing: number): boolean {
  const provider = providerOf(columns[refusing] as DialectColumn);
  const able = new Set(columns.filter((_, index) => cells[index] === 'native' || cells[index] === 'translated').map((column) => providerOf(column)));
  return catalog.models.some(({ endpoints }) => {
    const providers = endpoints.map((endpoint) => endpoint.provider);
    return providers.includes(provider) && providers.some((other) => other !== provider && able.has(other));
  });
}

function providerOf({ endpoints }: DialectColumn): string {
  return endpoints[0]?.provider ?? '';
}
