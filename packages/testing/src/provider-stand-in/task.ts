import type { AimockBackend, BackendRequest } from './aimock-backend.ts';
import type { Dialect } from './dialects/dialect.ts';
import { stringOr, type Json } from './json.ts';
import type { KeyForm } from './keys.ts';
import { operationOf, type OperationDestination } from './operation-routes.ts';
import { operationRandom, type UploadedFile } from './operations/operation.ts';
import { readForm } from './operations/read-form.ts';
import { conversationReply, type Mood, type Reply } from './reply.ts';
import { destinationOf, type Destination } from './routes.ts';
import { SeededRandom } from './seeded-random.ts';

/** A request that was understood, up to its answer. */
export interface Task {
  readonly model: string;
  /** Where chaos can be asked for. */
  readonly lastUserText: string;
  readonly hasKey: KeyForm;
  readonly voice: Pick<Dialect, 'requestIdHeader' | 'error' | 'errorFrame'>;
  readonly refusal: string | null;
  readonly random: SeededRandom;
  compose(mood: Mood): Reply | Promise<Reply>;
}

export interface TaskContext {
  readonly path: string;
  readonly origin: string;
  readonly request: BackendRequest;
  readonly requestId: string;
  readonly backend: AimockBackend;
  readonly isSandbox: boolean;
}

/** Reads a POST; null for a path that is not served here, and for a body that is neither JSON nor a form. */
export async function taskOf(context: TaskContext): Promise<Task | null> {
  const content = await readContent(context.request);
  if (content === null) return null;
  const destination = destinationOf(context.path);
  if (destination !== null) return conversationTask(context, destination, content.body);
  const operation = operationOf(context.path);
  return operation === null ? null : operationTask(context, operation, content);
}

function conversationTask({ request, requestId, backend, isSandbox }: TaskContext, destination: Destination, body: Json): Task {
  const { dialect, hasKey } = destination;
  const conversation = dialect.read(body, destination);
  return {
    model: conversation.model,
    lastUserText: conversation.lastUserText,
    hasKey,
    voice: dialect,
    refusal: dialect.refusal?.(body, destination) ?? null,
    random: new SeededRandom(`${conversation.fingerprint}:pace`),
    compose: (mood) => conversationReply(dialect, { conversation, requestId, body, request, backend }, { isSandbox, ...mood }),
  };
}

function operationTask(context: TaskContext, destination: OperationDestination, { body, files }: Content): Task {
  const { operation, voice, hasKey } = destination;
  const { requestId, origin } = context;
  const model = destination.model ?? stringOr(body['model'], '');
  return {
    model,
    lastUserText: operation.texts(body).join('\n'),
    hasKey,
    voice,
    refusal: null,
    random: operationRandom(body, files),
    compose: ({ reported }) => operation.answer({ body, files, model, requestId, origin, random: operationRandom(body, files), reported }),
  };
}

interface Content {
  readonly body: Json;
  readonly files: readonly UploadedFile[];
}

async function readContent({ headers, body }: BackendRequest): Promise<Content | null> {
  const type = headers['content-type'] ?? '';
  try {
    if (type.startsWith('multipart/form-data')) return await readForm(body, type);
  } catch {
    return null;
  }
  const parsed = parseObject(body);
  return parsed === null ? null : { body: parsed, files: [] };
}

/** Null for what is no object in JSON. */
export function parseObject(body: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}
