import { uuidv7 } from '@modelhub/core/ids';
import type { TenantClient } from '@modelhub/db/tenant';

/** The mails of the dashboard. Each is one row in outbound_emails; the worker writes and sends it. */
export interface MailVariables {
  'verify-email': { readonly link: string; readonly validHours: number };
  'account-exists': { readonly signInLink: string; readonly resetLink: string };
  'reset-password': { readonly link: string; readonly validMinutes: number };
  'password-changed': { readonly resetLink: string };
  invitation: {
    readonly link: string;
    readonly organizationName: string;
    readonly invitedBy: string;
    readonly role: string;
    readonly validDays: number;
  };
}

export interface Mail<Template extends keyof MailVariables> {
  readonly recipient: string;
  readonly template: Template;
  readonly variables: MailVariables[Template];
}

/** Puts a mail in line, in the caller's transaction: it is sent if and only if that commits. */
export async function enqueueMail<Template extends keyof MailVariables>(tx: TenantClient, mail: Mail<Template>): Promise<void> {
  await tx.outboundEmail.create({
    data: { id: uuidv7(), recipient: mail.recipient, template: mail.template, variables: { ...mail.variables } },
  });
}
