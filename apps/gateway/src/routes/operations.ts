import { ModelHubError } from '@modelhub/core/errors';
import { OperationCall } from '@modelhub/surfaces/operations/call';
import { OPERATION_SURFACES, type OperationSurface } from '@modelhub/surfaces/operations';
import { checkModel, readJsonObject } from '@modelhub/surfaces/read-body';
import type { SurfaceCall } from '@modelhub/surfaces/types';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Gateway } from '../gateway.ts';
import { handleRequest } from '../pipeline/handle-request.ts';
import { asksForNotes } from '../pipeline/route-notes.ts';
import { authenticate } from '../plugins/authenticate.ts';
import { readForm, type Form } from '../uploads/read-form.ts';
import { jsonRequest } from './json-request.ts';
import type { JsonHandler, JsonRequest } from './json-request.ts';

const [jsonSurfaces, formSurfaces] = [false, true].map((takesForms) => OPERATION_SURFACES.filter(({ accepts }) => accepts.includes('form') === takesForms)) as [
  OperationSurface[],
  OperationSurface[],
];

/** Surfaces that answer a question and hold no conversation: embeddings, rankings, pictures, speech. */
export const operationHandlers: readonly (readonly [string, JsonHandler])[] = jsonSurfaces.map((surface) => [
  surface.path,
  (gateway, request) => serveJson(gateway, surface, request),
]);

/** Those of them that take files. */
export function formRoutes(app: FastifyInstance, gateway: Gateway): void {
  void app.register((forms, _options, done) => {
    // The body stays a stream: it is read by who knows where to put it.
    forms.addContentTypeParser('multipart/form-data', (_request, payload, accept) => accept(null, payload));
    for (const surface of formSurfaces) {
      forms.post(surface.path, { onRequest: authenticate(gateway) }, async (request, reply) => {
        if (request.headers['content-type']?.startsWith('multipart/form-data') === true) await serveForm(gateway, surface, { request, reply });
        else if (surface.accepts.includes('json')) void serveJson(gateway, surface, jsonRequest(request, reply));
        else throw new ModelHubError('unsupported_media_type', { message: `${surface.path} takes a form, with content-type: multipart/form-data.` });
      });
    }
    done();
  });
}

function serveJson(gateway: Gateway, surface: OperationSurface, request: JsonRequest): Promise<void> {
  return serve(gateway, request, () => {
    const asked = readJsonObject(request.body);
    checkModel(asked['model']);
    return new OperationCall(surface, { request: asked as typeof asked & { readonly model: string }, files: [] }, request.body);
  });
}

async function serveForm(
  gateway: Gateway,
  surface: OperationSurface,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): Promise<void> {
  let form: Form;
  try {
    form = await readForm(request.raw, { bytesMax: gateway.settings.formBytesMax });
  } catch (error) {
    // Whoever goes on sending is not listened to.
    void reply.header('connection', 'close');
    throw error;
  }
  reply.raw.once('close', () => void form.discard());
  void serve(gateway, jsonRequest(request, reply), () => {
    checkModel(form.fields['model']);
    return new OperationCall(surface, { request: form.fields as typeof form.fields & { readonly model: string }, files: form.files }, null);
  });
}

function serve(gateway: Gateway, { requestId, principal, receivedAtMs, headers, client }: JsonRequest, readCall: () => SurfaceCall): Promise<void> {
  return handleRequest(gateway, { requestId, principal, receivedAtMs, client, errorForm: 'openai', readCall, wantsMetadata: asksForNotes(headers) });
}
