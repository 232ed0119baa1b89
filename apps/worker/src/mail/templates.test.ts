import { describe, expect, test } from 'vitest';
import { renderTemplate, UnrenderableMailError } from './templates.ts';

const link = 'https://hub.example/x?token=a&b=c';
const EXAMPLES: Record<string, Record<string, unknown>> = {
  'verify-email': { link, validHours: 24 },
  'account-exists': { signInLink: link, resetLink: link },
  'reset-password': { link, validMinutes: 30 },
  'password-changed': { resetLink: link },
  invitation: { link, organizationName: 'Acme', invitedBy: 'Ada', role: 'developer', validDays: 1 },
  'budget-alert': {
    link,
    organizationName: 'Acme',
    scopeName: 'API key Production',
    percent: 80,
    spentUsd: '80.01',
    budgetUsd: '100.00',
    window: 'month',
  },
};

describe('renderTemplate', () => {
  test.each(Object.keys(EXAMPLES))('%s says the same in HTML and in text', (name) => {
    const mail = renderTemplate(name, EXAMPLES[name]);
    expect(mail.subject).not.toBe('');
    expect(mail.text).toContain(link);
    expect(mail.html).toContain('href="https://hub.example/x?token=a&amp;b=c"');
    expect(mail.html + mail.text).not.toMatch(/undefined|null|\[object/);
  });

  test('what people named cannot become markup or headers', () => {
    const mail = renderTemplate('invitation', {
      ...EXAMPLES['invitation'],
      organizationName: '<img src=x onerror=alert(1)>',
      invitedBy: 'Eve\r\nBcc: all@example.com',
    });
    expect(mail.html).not.toContain('<img');
    expect(mail.html).toContain('&lt;img');
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });

  test('one day is one day', () => {
    expect(renderTemplate('invitation', EXAMPLES['invitation']).text).toContain('good for 1 day.');
  });

  test.each([
    ['unknown', {}],
    ['toString', {}],
    ['verify-email', { link: 'javascript:alert(1)', validHours: 24 }],
    ['verify-email', { link }],
  ])('%s with %o is refused without repeating what it held', (name, variables) => {
    expect(() => renderTemplate(name, variables)).toThrow(UnrenderableMailError);
    expect(() => renderTemplate(name, variables)).not.toThrow(/alert|token=/);
  });
});
