import { buttonClass } from '@modelhub/ui/button-class';
import { Link } from '@modelhub/ui/link';
import { MailCheck } from 'lucide-react';
import NextLink from 'next/link';

/** After a sign-up. Says the same whether or not the address had an account already. */
export function CheckMail({ email, mailboxHref }: { readonly email: string; readonly mailboxHref: string | null }) {
  return (
    <div role="status" className="flex flex-col gap-5">
      <div aria-hidden className="grid size-10 place-items-center rounded-lg border border-line bg-sunken text-ink-muted">
        <MailCheck className="size-5" />
      </div>
      <div>
        <h2 className="text-base font-medium">Check your mail</h2>
        <p className="mt-1 text-sm text-ink-muted">
          We have sent a link to <strong className="font-medium text-ink">{email}</strong>. Open it in this browser and you are in. It works once, for 24 hours.
        </p>
      </div>
      {mailboxHref === null ? null : (
        <NextLink href={mailboxHref} className={buttonClass({ variant: 'primary' })}>
          Open the local mailbox
        </NextLink>
      )}
      <p className="text-sm text-ink-subtle">
        Nothing there? Look in spam, or <Link href="/login">sign in</Link> and have it sent again.
      </p>
    </div>
  );
}
