import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Env } from '../../env.ts';
import { isLoopback } from '../client-address.ts';

export interface LocalMail {
  readonly file: string;
  readonly to: string;
  readonly subject: string;
  readonly at: Date;
  readonly text: string;
  /** The link that the mail is about, if it has one. */
  readonly link: string | null;
}

const SHOWN_MAX = 50;

/**
 * The page with the mails that would have been sent, on a laptop without a mail server. It shows everybody's links, so it
 * exists only where nobody else can come: mail goes to files, and the dashboard listens on, and is known by, a loopback
 * address.
 */
export function hasLocalMailbox(env: Env): boolean {
  return env.SMTP_URL === undefined && env.MAIL_DIR !== undefined && isLoopback(env.HOST) && isLoopback(new URL(env.NEXTAUTH_URL).hostname);
}

export function mailboxHref(env: Env): string | null {
  return hasLocalMailbox(env) ? '/mailbox' : null;
}

/** The latest mails, the newest first. */
export async function readLocalMailbox(directory: string): Promise<LocalMail[]> {
  const names = (await readdir(directory).catch(() => [])).filter((name) => name.endsWith('.eml'));
  const files = await Promise.all(names.map(async (name) => ({ name, at: (await stat(path.join(directory, name))).mtime })));
  const latest = files.sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, SHOWN_MAX);
  return Promise.all(latest.map(async ({ name, at }) => ({ file: name, at, ...parseMail(await readFile(path.join(directory, name), 'utf8')) })));
}

/** Enough of RFC 5322 and MIME for mails that we have written ourselves. */
export function parseMail(source: string): Pick<LocalMail, 'to' | 'subject' | 'text' | 'link'> {
  const { headers, body } = splitPart(source);
  const text = plainText(headers, body).trim();
  return { to: headers.get('to') ?? '', subject: decodeWords(headers.get('subject') ?? ''), text, link: /https?:\/\/\S+/.exec(text)?.[0] ?? null };
}

function splitPart(source: string): { headers: Map<string, string>; body: string } {
  const normalized = source.replaceAll('\r\n', '\n');
  const end = normalized.indexOf('\n\n');
  const head = end === -1 ? normalized : normalized.slice(0, end);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end === -1 ? '' : normalized.slice(end + 2) };
}

function plainText(headers: ReadonlyMap<string, string>, body: string): string {
  const type = headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (boundary !== undefined) {
    const parts = body
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => splitPart(part.replace(/^\n/, '')));
    const plain = parts.find((part) => /^text\/plain/i.test(part.headers.get('content-type') ?? '')) ?? parts[0];
    return plain === undefined ? '' : plainText(plain.headers, plain.body);
  }
  const encoding = (headers.get('content-transfer-encoding') ?? '7bit').toLowerCase();
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  return encoding === 'quoted-printable' ? decodeQuotedPrintable(body) : body;
}

function decodeQuotedPrintable(text: string): string {
  const bytes = text.replace(/=\n/g, '').replace(/=([0-9A-F]{2})/gi, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeWords(text: string): string {
  return text.replace(/=\?utf-8\?(b|q)\?([^?]*)\?=\s*/gi, (_all, kind: string, value: string) =>
    kind.toLowerCase() === 'b' ? Buffer.from(value, 'base64').toString('utf8') : decodeQuotedPrintable(value.replaceAll('_', ' ')),
  );
}
