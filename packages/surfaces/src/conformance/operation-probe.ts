import { catalog } from '@modelhub/catalog/catalog';
import type { Endpoint } from '@modelhub/catalog/types';
import { ModelHubError } from '@modelhub/core/errors';
import { PROVIDERS } from '@modelhub/providers/registry';
import type { ProviderAdapter, ProviderEntry, UpstreamRequest } from '@modelhub/providers/types';
import { OperationCall } from '../operations/operation-call.ts';
import { OPERATION_SURFACES, type OperationSurface } from '../operations/surfaces.ts';
import { CONNECTION, type Cell, type ConformanceTable } from './cell.ts';
import { OPERATION_PARAMETERS, type OperationParameter, type OperationParameters } from './operation-parameters.ts';

interface Column {
  readonly id: string;
  readonly name: string;
  readonly adapter: ProviderAdapter;
  readonly endpoints: readonly Endpoint[];
}

/** Names of whom to hold responsible change no answer: who has nothing for them may leave them out. */
const HINTS = new Set(['user']);

/** The same for the surfaces that answer a question: a column for each provider that has models for them. */
export async function operationTables(): Promise<ConformanceTable[]> {
  const tables: ConformanceTable[] = [];
  for (const asked of OPERATION_PARAMETERS) {
    const surface = surfaceOf(asked);
    const columns = columnsOf(surface);
    const rows = [];
    for (const parameter of asked.parameters) {
      const cells = await Promise.all(columns.map((column) => cellOf({ asked, surface }, parameter, column)));
      rows.push({ parameter: parameter.name, cells });
    }
    tables.push({ surface: asked.operation, dialects: columns.map(({ id, name }) => ({ id, name })), rows });
  }
  return tables;
}

function surfaceOf({ operation }: OperationParameters): OperationSurface {
  const surface = OPERATION_SURFACES.find(({ name }) => name === operation);
  if (surface === undefined) throw new Error(`there is no surface ${operation}`);
  return surface;
}

/** Two models of each provider stand for what it can do. */
function columnsOf({ name, kinds }: OperationSurface): Column[] {
  return Object.entries<ProviderEntry>(PROVIDERS).flatMap(([id, { adapter }]) => {
    if (adapter.operations[name] === undefined) return [];
    const served = catalog.models.flatMap((model) => (kinds.includes(model.kind) ? model.endpoints : []));
    const endpoints = served.filter(
      (endpoint) => endpoint.provider === id && endpoint.status !== 'disabled' && (name !== 'audio.translations' || endpoint.translatesAudio),
    );
    return endpoints.length === 0 ? [] : [{ id, name: adapter.name, adapter, endpoints: endpoints.slice(0, 6) }];
  });
}

const ORDER: readonly Cell[] = ['native', 'translated', 'hint', 'dropped', 'refused'];

interface Question {
  readonly asked: OperationParameters;
  readonly surface: OperationSurface;
}

async function cellOf(question: Question, parameter: OperationParameter, { adapter, endpoints }: Column): Promise<Cell> {
  if (parameter.byGateway === true) return 'gateway';
  const cells = await Promise.all(endpoints.map((endpoint) => probe(question, parameter, { adapter, endpoint })));
  return ORDER.find((cell) => cells.includes(cell)) ?? 'refused';
}

async function probe(
  { asked, surface }: Question,
  { name, fields, isOfAnswer }: OperationParameter,
  target: Pick<Column, 'adapter'> & { readonly endpoint: Endpoint },
): Promise<Cell> {
  const request = { ...asked.base, ...fields };
  const without = await sent(surface, asked, asked.base, target);
  const body = await sent(surface, asked, request, target);
  if (body === null) return 'refused';
  if (body === without) return isOfAnswer === true ? 'translated' : HINTS.has(name) ? 'hint' : 'dropped';
  const [field] = Object.keys(fields);
  return body.includes(`"${field}"`) || body.includes(`"${field}[]"`) ? 'native' : 'translated';
}

/** What the provider would get; null where it is refused. */
async function sent(
  surface: OperationSurface,
  { files }: OperationParameters,
  request: Readonly<Record<string, unknown>>,
  { adapter, endpoint }: { readonly adapter: ProviderAdapter; readonly endpoint: Endpoint },
): Promise<string | null> {
  const isForm = files.length > 0;
  try {
    const call = new OperationCall(surface, { request: { model: 'm', ...request }, files }, isForm ? null : Buffer.from(JSON.stringify(request)));
    const context = { model: 'm', generationId: 'gen_0', createdAtSeconds: 0, promptTokensEstimate: 1, request: call.request };
    return await textOf(call.prepare(adapter, { endpoint, connection: CONNECTION, context }).upstream);
  } catch (error) {
    if (error instanceof ModelHubError && error.status === 400) return null;
    throw error;
  }
}

/** Without the mark between the parts of a form, which is another one each time. */
async function textOf({ path, body }: UpstreamRequest): Promise<string> {
  if (Buffer.isBuffer(body)) return path + body.toString();
  const chunks: Buffer[] = [];
  for await (const chunk of body.open()) chunks.push(chunk as Buffer);
  return (
    path +
    Buffer.concat(chunks)
      .toString()
      .replaceAll(/modelhub-[\da-f]{32}/g, 'mark')
  );
}
