import { inTransaction } from '@modelhub/db/transaction';
import type pg from 'pg';
import type { Mailer } from './mailer.ts';
import { renderTemplate, UnrenderableMailError } from './templates.ts';

interface DueRow {
  readonly id: string;
  readonly recipient: string;
  readonly template: string;
  readonly variables: unknown;
  readonly attempts: number;
}

/** After so many attempts, about seventeen hours, a mail is given up: nobody waits for it any more. */
const ATTEMPTS_MAX = 12;
const BACKOFF_MS = 15_000;

const CLAIM = `
  SELECT id, recipient, template, variables, attempts FROM outbound_emails
  WHERE sent_at IS NULL AND failed_at IS NULL AND (next_attempt_at IS NULL OR next_attempt_at <= now())
  ORDER BY created_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

export type SendResult =
  | { readonly kind: 'none-due' }
  | { readonly kind: 'sent'; readonly id: string }
  | { readonly kind: 'postponed' | 'given-up'; readonly id: string; readonly error: string };

/**
 * Sends the mail that has been due longest. Its row is locked from before the sending until it is marked, so that no other worker
 * sends it too; a crash in between leaves it due, and it then goes out again under the same message id.
 */
export function sendNext(pool: pg.Pool, mailer: Mailer): Promise<SendResult> {
  return inTransaction(pool, async (client): Promise<SendResult> => {
    const row = (await client.query<DueRow>(CLAIM)).rows[0];
    if (row === undefined) return { kind: 'none-due' };
    try {
      await mailer.send({ id: row.id, to: row.recipient, ...renderTemplate(row.template, row.variables) });
    } catch (error) {
      return postpone(client, row, error);
    }
    await client.query(`UPDATE outbound_emails SET sent_at = now(), attempts = attempts + 1, last_error = NULL, variables = '{}' WHERE id = $1`, [row.id]);
    return { kind: 'sent', id: row.id };
  });
}

async function postpone(client: pg.ClientBase, row: DueRow, error: unknown): Promise<SendResult> {
  const message = (error instanceof Error ? error.message : String(error)).slice(0, 500);
  const isFinal = error instanceof UnrenderableMailError || isRefused(error) || row.attempts + 1 >= ATTEMPTS_MAX;
  await client.query(
    `UPDATE outbound_emails SET attempts = attempts + 1, last_error = $2,
       next_attempt_at = now() + make_interval(secs => $3), failed_at = CASE WHEN $4 THEN now() END WHERE id = $1`,
    [row.id, message, (BACKOFF_MS / 1_000) * 2 ** row.attempts, isFinal],
  );
  return { kind: isFinal ? 'given-up' : 'postponed', id: row.id, error: message };
}

/** The server refused this mail for good: SMTP replies 550 to 559 (RFC 5321, 4.2.1), such as an unknown mailbox. */
function isRefused(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  return code >= 550 && code < 560;
}
