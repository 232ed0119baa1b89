import type { JobRun } from '@modelhub/queues/connection';
import { Counter } from '@modelhub/observability/metrics';
import type { WorkerContext } from '../context.ts';
import { createMailer } from '../mail/mailer.ts';
import { sendNext } from '../mail/send-due.ts';

/** Sends what is due, one by one, until nothing is or the worker stops. */
export function sendEmailHandler(context: WorkerContext): (data: object, run: JobRun) => Promise<void> {
  const { env, logger, pool } = context;
  const mailer = createMailer({ smtpUrl: env.SMTP_URL, mailDirectory: env.MAIL_DIR, from: env.MAIL_FROM });
  context.onClose(async () => mailer.close());
  const results = new Counter({
    name: 'modelhub_emails_total',
    help: 'Mails by what became of an attempt to send them.',
    labelNames: ['result'],
    registers: [context.metrics],
  });
  return async (_data, { signal }) => {
    while (!signal.aborted) {
      const result = await sendNext(pool, mailer);
      if (result.kind === 'none-due') return;
      results.inc({ result: result.kind });
      if (result.kind !== 'sent') logger.warn({ mailId: result.id, result: result.kind, error: result.error }, 'a mail was not sent');
    }
  };
}
