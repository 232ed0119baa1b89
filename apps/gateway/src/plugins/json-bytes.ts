import { ModelHubError } from '@modelhub/core/errors';
import type { FastifyInstance } from 'fastify';

/**
 * Bodies are JSON and stay bytes: they are parsed once, by who needs it, and sent on as they came. Anything else is refused, so that no content type
 * gets past the checks.
 */
export function acceptJsonBytes(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const encoding = request.headers['content-encoding'];
    if (encoding === undefined || encoding === 'identity') {
      done(null, body);
      return;
    }
    done(new ModelHubError('unsupported_media_type', { message: `Bodies with content-encoding ${encoding.slice(0, 40)} are not read. Send plain JSON.` }));
  });
}
