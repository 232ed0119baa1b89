import { ModelHubError } from '@modelhub/core/errors';
import { OperationCall } from '@modelhub/surfaces/operations/call';
import { OPERATION_SURFACES, type OperationSurface } from '@modelhub/surfaces/operations';
import { checkModel, readJsonObject } from '@modelhub/surfaces/read-body';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { ClientResponse } from '../pipeline/client-response.ts';
import { handleRequest } from '../pipeline/handle-request.ts';
import { asksForNotes } from '../pipeline/route-notes.ts';
import { authenticate, principalOf } from '../plugins/authenticate.ts';
import { readForm, type Form } from '../uploads/read-form.ts';

const EMPTY = Buffer.alloc(0);

/** Surfaces that answer a question and hold no conversation: embeddings, rankings, pictures, speech. */
export function operationRoutes(app: FastifyInstance, gateway: Gateway): void {
  const json = OPERATION_SURFACES.filter(({ accepts }) => !accepts.includes('form'));
  for (const surface of json) app.post(surface.path, { onRequest: authenticate(gateway) }, (request, reply) => serveJson(gateway, surface, { request, reply }));
  void app.register((forms, _options, done) => {
    // The body stays a stream: it is read by who knows where to put it.
    forms.addContentTypeParser('multipart/form-data', (_request, payload, accept) => accept(null, payload));
    for (const surface of OPERATION_SURFACES.filter(({ accepts }) => accepts.includes('form'))) {
      forms.post(surface.path, { onRequest: authenticate(gateway) }, async (request, reply) => {
        if (request.headers['content-type']?.startsWith('multipart/form-data') === true) await serveForm(gateway, surface, { request, reply });
        else if (surface.accepts.includes('json')) serveJson(gateway, surface, { request, reply });
        else throw new ModelHubError('unsupported_media_type', { message: `${surface.path} takes a form, with content-type: multipart/form-data.` });
      });
    }
    done();
  });
}

interface Connection {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

function serveJson(gateway: Gateway, surface: OperationSurface, connection: Connection): void {
  const body = Buffer.isBuffer(connection.request.body) ? connection.request.body : EMPTY;
  serve(gateway, connection, () => {
    const request = readJsonObject(body);
    checkModel(request['model']);
    return new OperationCall(surface, { request: request as typeof request & { readonly model: string }, files: [] }, body);
  });
}

async function serveForm(gateway: Gateway, surface: OperationSurface, connection: Connection): Promise<void> {
  const { raw } = connection.request;
  let form: Form;
  try {
    form = await readForm(raw, { bytesMax: gateway.settings.formBytesMax });
  } catch (error) {
    // Whoever goes on sending is not listened to.
    void connection.reply.header('connection', 'close');
    throw error;
  }
  connection.reply.raw.once('close', () => void form.discard());
  serve(gateway, connection, () => {
    checkModel(form.fields['model']);
    return new OperationCall(surface, { request: form.fields as typeof form.fields & { readonly model: string }, files: form.files }, null);
  });
}

function serve(gateway: Gateway, { request, reply }: Connection, readCall: () => SurfaceCall): void {
  const { id: requestId, receivedAtMs } = request;
  const principal = principalOf(request);
  const wantsMetadata = asksForNotes(request.headers);
  reply.hijack();
  const client = new ClientResponse(reply.raw);
  void handleRequest(gateway, { requestId, principal, receivedAtMs, client, errorForm: 'openai', readCall, wantsMetadata });
}
