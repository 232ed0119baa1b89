import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Never in a log, wherever it stands: what opens an account, and what a customer wrote. */
const REDACTED = [
  'apiKey',
  'key',
  'authorization',
  'password',
  'token',
  'secret',
  'prompt',
  'messages',
  '*.apiKey',
  '*.key',
  '*.authorization',
  '*.password',
  '*.token',
  '*.secret',
  '*.prompt',
  '*.messages',
  'headers.authorization',
  'headers["x-api-key"]',
  'headers.cookie',
  'req.headers.authorization',
  'req.headers["x-api-key"]',
  'req.headers.cookie',
];

/** A structured logger in JSON lines, with the program's name on every line. */
export function createLogger(options: { readonly name: string; readonly level: string }): Logger {
  return pino({
    name: options.name,
    level: options.level,
    redact: { paths: REDACTED, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    // Neither pid nor host name: the platform adds what it wants.
    base: {},
  });
}
