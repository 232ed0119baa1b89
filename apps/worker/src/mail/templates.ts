import { z } from 'zod';
import { renderMail, type MailContent, type RenderedMail } from './layout.ts';

const link = z.url({ protocol: /^https?$/ });
const IGNORE = 'You did not ask for this? Then you need not do anything.';

interface Template<Schema extends z.ZodType> {
  readonly variables: Schema;
  readonly content: (variables: z.infer<Schema>) => MailContent;
}

function template<Schema extends z.ZodType>(definition: Template<Schema>): Template<Schema> {
  return definition;
}

const verifyEmail = template({
  variables: z.object({ link, validHours: z.number() }),
  content: ({ link: url, validHours }) => ({
    subject: 'Confirm your e-mail address',
    heading: 'Confirm your e-mail address',
    paragraphs: ['One click, and your ModelHub account is ready.'],
    button: { label: 'Confirm address', url },
    notes: [`The link works for ${count(validHours, 'hour')}.`, IGNORE],
  }),
});

const accountExists = template({
  variables: z.object({ signInLink: link, resetLink: link }),
  content: ({ signInLink, resetLink }) => ({
    subject: 'You already have a ModelHub account',
    heading: 'You already have an account',
    paragraphs: [
      'Somebody, probably you, tried to sign up with this address. It has an account: sign in instead.',
      `Forgot the password? Choose a new one: ${resetLink}`,
    ],
    button: { label: 'Sign in', url: signInLink },
    notes: [IGNORE],
  }),
});

const resetPassword = template({
  variables: z.object({ link, validMinutes: z.number() }),
  content: ({ link: url, validMinutes }) => ({
    subject: 'Choose a new password',
    heading: 'Choose a new password',
    paragraphs: ['Use this link to choose a new password for your ModelHub account. It works once.'],
    button: { label: 'Choose a new password', url },
    notes: [`The link works for ${count(validMinutes, 'minute')}.`, IGNORE],
  }),
});

const passwordChanged = template({
  variables: z.object({ resetLink: link }),
  content: ({ resetLink }) => ({
    subject: 'Your password was changed',
    heading: 'Your password was changed',
    paragraphs: [
      'The password of your ModelHub account was just changed, and every other session was signed out.',
      'If that was not you, choose a new password now.',
    ],
    button: { label: 'Choose a new password', url: resetLink },
  }),
});

const invitation = template({
  variables: z.object({
    link,
    organizationName: z.string(),
    invitedBy: z.string(),
    role: z.string(),
    validDays: z.number(),
  }),
  content: ({ link: url, organizationName, invitedBy, role, validDays }) => ({
    subject: `${invitedBy} invites you to ${organizationName} on ModelHub`,
    heading: `Join ${organizationName}`,
    paragraphs: [`${invitedBy} invites you to work with ${organizationName} on ModelHub, as ${role}.`],
    button: { label: 'Accept the invitation', url },
    notes: [`The invitation is good for ${count(validDays, 'day')}.`, 'You do not know the sender? Then ignore this mail.'],
  }),
});

const budgetAlert = template({
  variables: z.object({
    link,
    organizationName: z.string(),
    /** Whose budget: "API key Production", "Project Default". */
    scopeName: z.string(),
    percent: z.number(),
    /** Decimal USD as text: money is never a number here. */
    spentUsd: z.string(),
    budgetUsd: z.string(),
    window: z.enum(['day', 'week', 'month', 'total']),
  }),
  content: ({ link: url, organizationName, scopeName, percent, spentUsd, budgetUsd, window }) => ({
    subject: `${scopeName} has used ${percent} % of its budget`,
    heading: `${percent} % of the budget is used`,
    paragraphs: [
      `${scopeName} of ${organizationName} has spent $${spentUsd} of $${budgetUsd}${window === 'total' ? '' : ` this ${window}`}.`,
      percent >= 100 ? 'Further requests are refused until the budget starts anew or you raise it.' : 'Requests go on until the budget is used up.',
    ],
    button: { label: 'Look at the usage', url },
  }),
});

const money = { organizationId: z.string(), organizationName: z.string(), owingCents: z.string(), suspendedAt: z.string().nullable() };

const paymentFailed = template({
  variables: z.object(money),
  content: ({ organizationName, owingCents, suspendedAt }) => ({
    subject: `We could not charge the card of ${organizationName}`,
    heading: 'A payment failed',
    paragraphs: [
      `${organizationName} owes ${dollars(owingCents)}, and its card was declined. Everything still works.`,
      `Please save another card under Billing in ModelHub${suspendedAt === null ? '' : ` before ${utcDay(suspendedAt)}: then API keys are paused until it is paid`}.`,
    ],
  }),
});

const organizationSuspended = template({
  variables: z.object(money),
  content: ({ organizationName, owingCents }) => ({
    subject: `API keys of ${organizationName} are paused`,
    heading: 'Your API keys are paused',
    paragraphs: [
      `${dollars(owingCents)} have been due for a week, so requests with keys of ${organizationName} are refused for now.`,
      'Save another card under Billing in ModelHub: it is charged at once, and your keys work again within a second of the payment.',
    ],
  }),
});

const organizationRestored = template({
  variables: z.object(money),
  content: ({ organizationName }) => ({
    subject: `${organizationName} is paid up`,
    heading: 'Thank you, all is paid',
    paragraphs: [`The payment of ${organizationName} came through, and every API key works.`],
  }),
});

/** Every mail that can be put in line; `outbound_emails.template` names one of them. */
const TEMPLATES = {
  'verify-email': verifyEmail,
  'account-exists': accountExists,
  'reset-password': resetPassword,
  'password-changed': passwordChanged,
  invitation,
  'budget-alert': budgetAlert,
  'payment-failed': paymentFailed,
  'organization-suspended': organizationSuspended,
  'organization-restored': organizationRestored,
} as const satisfies Record<string, unknown>;

export type TemplateName = keyof typeof TEMPLATES;

/** A mail that no attempt will ever render: its template or its variables are wrong. */
export class UnrenderableMailError extends Error {
  override readonly name = 'UnrenderableMailError';
}

/** Renders a row of `outbound_emails`. Throws an `UnrenderableMailError` when it cannot be. */
export function renderTemplate(name: string, variables: unknown): RenderedMail {
  if (!Object.hasOwn(TEMPLATES, name)) throw new UnrenderableMailError(`there is no template "${name}"`);
  const chosen = TEMPLATES[name as TemplateName] as Template<z.ZodType>;
  const parsed = chosen.variables.safeParse(variables);
  if (!parsed.success) {
    // Paths and reasons only: the values may hold a link that opens an account.
    const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.code}`).join(', ');
    throw new UnrenderableMailError(`the variables of "${name}" are wrong: ${reasons}`);
  }
  return renderMail(chosen.content(parsed.data));
}

function count(n: number, unit: string): string {
  return `${n} ${unit}${n === 1 ? '' : 's'}`;
}

/** Cents as text, such as "123456", as $1234.56. */
function dollars(cents: string): string {
  const digits = cents.padStart(3, '0');
  return `$${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

function utcDay(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
