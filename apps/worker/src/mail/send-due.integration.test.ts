import type {} from '@modelhub/testing/vitest-setup';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createPool } from '@modelhub/db/pool';
import { createTestDatabase, type TestDatabase } from '@modelhub/testing/postgres';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { createMailer, type Mailer } from './mailer.ts';
import { sendNext } from './send-due.ts';

let database: TestDatabase;
let pool: pg.Pool;
let directory: string;
const mailers: Mailer[] = [];

beforeEach(async () => {
  database = await createTestDatabase(inject('postgresAdminUrl'));
  pool = createPool({ databaseUrl: database.url, role: 'modelhub_worker', max: 6, applicationName: 'mail test' });
  directory = mkdtempSync(path.join(os.tmpdir(), 'modelhub-mail-'));
});
afterEach(async () => {
  for (const mailer of mailers.splice(0)) mailer.close();
  await pool.end();
  await database.drop();
  rmSync(directory, { recursive: true, force: true });
});

function mailerOf(smtpUrl?: string): Mailer {
  const mailer = createMailer({ smtpUrl, mailDirectory: directory, from: 'ModelHub <hello@modelhub.example>' });
  mailers.push(mailer);
  return mailer;
}

async function enqueue(id: string, variables: object = { link: 'https://hub.example/v?t=1', validHours: 24 }, template = 'verify-email') {
  await pool.query(`INSERT INTO outbound_emails (id, recipient, template, variables) VALUES ($1, 'ada@example.com', $2, $3)`, [
    id,
    template,
    JSON.stringify(variables),
  ]);
}
const rowOf = async (id: string) => (await pool.query('SELECT * FROM outbound_emails WHERE id = $1', [id])).rows[0];

/** An SMTP server that answers `verdict` to the recipient, and keeps what it took. */
async function smtpServer(verdict = '250 ok'): Promise<{ url: string; messages: string[]; server: Server }> {
  const messages: string[] = [];
  const server = createServer((socket) => {
    let message: string[] | null = null;
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string): void => {
      if (message !== null) {
        if (line === '.') {
          messages.push(message.join('\n'));
          message = null;
          say('250 taken');
        } else message.push(line);
      } else if (line.startsWith('EHLO')) say('250 test');
      else if (line.startsWith('RCPT')) say(verdict);
      else if (line === 'DATA') {
        message = [];
        say('354 go on');
      } else if (line === 'QUIT') socket.end('221 bye\r\n');
      else say('250 ok');
    };
    let rest = '';
    socket.on('data', (chunk) => {
      const lines = (rest + chunk.toString()).split('\r\n');
      rest = lines.pop() ?? '';
      lines.forEach(hear);
    });
    socket.on('error', () => {});
    say('220 test');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return { url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, messages, server };
}

describe('sendNext', () => {
  test('writes one .eml per row, and nothing a second time', async () => {
    await enqueue('mail-1');
    const mailer = mailerOf();
    expect(await sendNext(pool, mailer)).toEqual({ kind: 'sent', id: 'mail-1' });
    expect(await sendNext(pool, mailer)).toEqual({ kind: 'none-due' });
    expect(readdirSync(directory)).toEqual(['mail-1.eml']);
    const eml = readFileSync(path.join(directory, 'mail-1.eml'), 'utf8');
    expect(eml).toContain('From: ModelHub <hello@modelhub.example>');
    expect(eml).toContain('Message-ID: <mail-1@modelhub.example>');
    expect(eml).toMatch(/multipart\/alternative/);
    // The link opened an account: it does not stay in the database once it is in the mailbox.
    expect(await rowOf('mail-1')).toMatchObject({ attempts: 1, variables: {}, last_error: null });
  });

  test('workers at the same time send each mail once', async () => {
    const { url, messages, server } = await smtpServer();
    for (let i = 0; i < 10; i += 1) await enqueue(`mail-${i}`);
    const work = async (mailer: Mailer): Promise<void> => {
      while ((await sendNext(pool, mailer)).kind === 'sent');
    };
    await Promise.all([work(mailerOf(url)), work(mailerOf(url)), work(mailerOf(url))]);
    expect(messages).toHaveLength(10);
    expect(new Set(messages.map((message) => /Message-ID: (.*)/.exec(message)?.[1])).size).toBe(10);
    server.close();
  });

  /** The column keeps milliseconds, so now itself can be rounded into the future. */
  const makeDue = () => pool.query(`UPDATE outbound_emails SET next_attempt_at = now() - interval '1 second'`);

  test('a server that cannot be reached postpones the mail, longer each time', async () => {
    await enqueue('mail-1');
    const mailer = mailerOf('smtp://127.0.0.1:1');
    expect(await sendNext(pool, mailer)).toMatchObject({ kind: 'postponed', error: expect.stringContaining('ECONNREFUSED') });
    expect(await sendNext(pool, mailer)).toEqual({ kind: 'none-due' });
    await makeDue();
    await sendNext(pool, mailer);
    const wait = await pool.query<{ s: number }>(`SELECT extract(epoch FROM next_attempt_at - now())::int AS s FROM outbound_emails`);
    expect(wait.rows[0]?.s).toBeGreaterThan(25);
    await makeDue();
    expect(await sendNext(pool, mailerOf())).toMatchObject({ kind: 'sent' });
    expect(await rowOf('mail-1')).toMatchObject({ attempts: 3, last_error: null, failed_at: null });
  });

  test('a mailbox that does not exist is given up at once; one that is full is not', async () => {
    const gone = await smtpServer('550 no such mailbox');
    await enqueue('mail-1');
    expect(await sendNext(pool, mailerOf(gone.url))).toMatchObject({ kind: 'given-up' });
    const full = await smtpServer('452 mailbox full');
    await enqueue('mail-2');
    expect(await sendNext(pool, mailerOf(full.url))).toMatchObject({ kind: 'postponed', id: 'mail-2' });
    gone.server.close();
    full.server.close();
  });

  test('a mail that can never be rendered is given up and does not stand in the way', async () => {
    await enqueue('mail-1', {}, 'no-such-template');
    await enqueue('mail-2', { link: 'javascript:alert(1)', validHours: 24 });
    await enqueue('mail-3');
    const mailer = mailerOf();
    expect(await sendNext(pool, mailer)).toMatchObject({ kind: 'given-up', id: 'mail-1' });
    const second = await sendNext(pool, mailer);
    expect(second).toMatchObject({ kind: 'given-up', id: 'mail-2' });
    expect(JSON.stringify(second)).not.toContain('alert');
    expect(await sendNext(pool, mailer)).toMatchObject({ kind: 'sent', id: 'mail-3' });
    expect(await sendNext(pool, mailer)).toEqual({ kind: 'none-due' });
  });
});
