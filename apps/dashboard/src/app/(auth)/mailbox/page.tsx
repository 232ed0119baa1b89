import { EmptyState } from '@modelhub/ui/empty-state';
import { Panel } from '@modelhub/ui/panel';
import { RelativeTime } from '@modelhub/ui/relative-time';
import { Inbox } from 'lucide-react';
import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { notFound } from 'next/navigation';
import { AuthHeading } from '#src/features/auth/components/auth-heading.tsx';
import { isLoopback } from '#src/server/client-address.ts';
import { hasLocalMailbox, readLocalMailbox } from '#src/server/mail/local-mailbox.ts';
import { ipAddressOf } from '#src/server/request.ts';
import { services } from '#src/server/runtime.ts';

export const metadata: Metadata = { title: 'Local mailbox', robots: { index: false } };

/** Text with its links made links; nothing else of a mail is interpreted. */
function MailText({ text }: { readonly text: string }) {
  return (
    <p className="text-sm break-words whitespace-pre-wrap text-ink-muted">
      {text.split(/(https?:\/\/\S+)/).map((part, index) =>
        index % 2 === 0 ? (
          part
        ) : (
          <a key={index} href={part} className="break-all text-accent-ink underline underline-offset-4">
            {part}
          </a>
        ),
      )}
    </p>
  );
}

export default async function MailboxPage() {
  const { env } = services();
  // Three locks, since the page shows everybody's links: how mail is sent, where we listen, and who asks.
  const requestHeaders = await headers();
  const host = (requestHeaders.get('host') ?? '').replace(/:\d+$/, '');
  if (!hasLocalMailbox(env) || !isLoopback(ipAddressOf(requestHeaders)) || !isLoopback(host)) notFound();
  const mails = await readLocalMailbox(env.MAIL_DIR ?? '');
  return (
    <>
      <AuthHeading title="Local mailbox">Mail that this instance would have sent. There is no mail server, so it stays on this machine.</AuthHeading>
      {mails.length === 0 ? (
        <EmptyState icon={<Inbox />} title="No mail yet" description="Mail appears a few seconds after the action that sends it. Reload to look again." />
      ) : (
        <ul className="flex flex-col gap-4">
          {mails.map((mail) => (
            <li key={mail.file}>
              <Panel
                as="article"
                title={mail.subject}
                description={
                  <>
                    To {mail.to}, <RelativeTime at={mail.at} />
                  </>
                }
              >
                <MailText text={mail.text} />
              </Panel>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
