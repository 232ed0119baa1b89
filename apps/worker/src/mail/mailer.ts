import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { RenderedMail } from './layout.ts';

export interface Mail extends RenderedMail {
  /** Of the row: the same in every attempt, so that a receiver can tell a repetition. */
  readonly id: string;
  readonly to: string;
}

export interface Mailer {
  /** Resolves when the mail is handed over. Throws the transport's error. */
  send(mail: Mail): Promise<void>;
  close(): void;
}

export interface MailerOptions {
  readonly smtpUrl: string | undefined;
  readonly mailDirectory: string;
  readonly from: string;
}

/** Sends by SMTP, or, without a server, writes .eml files that any mail program opens. */
export function createMailer(options: MailerOptions): Mailer {
  return options.smtpUrl === undefined ? fileMailer(options) : smtpMailer(options.smtpUrl, options.from);
}

function smtpMailer(url: string, from: string): Mailer {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
  });
  return {
    async send(mail) {
      await transport.sendMail(messageOf(mail, from));
    },
    close: () => transport.close(),
  };
}

function fileMailer({ mailDirectory, from }: MailerOptions): Mailer {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    async send(mail) {
      const { message } = await transport.sendMail(messageOf(mail, from));
      await mkdir(mailDirectory, { recursive: true });
      // Named by the row and renamed into place: sent twice is one file, and nobody reads half of it.
      const file = path.join(mailDirectory, `${mail.id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.eml`);
      await writeFile(`${file}.tmp`, message as Buffer);
      await rename(`${file}.tmp`, file);
    },
    close: () => transport.close(),
  };
}

function messageOf(mail: Mail, from: string) {
  const domain = /@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'localhost';
  return {
    from,
    to: { name: '', address: mail.to },
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    messageId: `<${mail.id}@${domain}>`,
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
