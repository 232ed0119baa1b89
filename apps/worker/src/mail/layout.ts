/** A mail in both forms that readers show. */
export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/** What a mail says: paragraphs, at most one button, and small print below. Plain text; escaping happens here. */
export interface MailContent {
  readonly subject: string;
  readonly heading: string;
  readonly paragraphs: readonly string[];
  readonly button?: { readonly label: string; readonly url: string };
  readonly notes?: readonly string[];
}

const INK = '#18181b';
const MUTED = '#63636e';
const LINE = '#e4e4e7';
const FONT = `-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif`;

/** Lays a mail out in the product's look: tables and inline styles, which is what mail programs agree on. */
export function renderMail(content: MailContent): RenderedMail {
  return { subject: oneLine(content.subject), html: htmlOf(content), text: textOf(content) };
}

function textOf({ heading, paragraphs, button, notes = [] }: MailContent): string {
  const parts = [heading, ...paragraphs];
  if (button !== undefined) parts.push(`${button.label}:\n${button.url}`);
  if (notes.length > 0) parts.push(['--', ...notes].join('\n'));
  return `${parts.join('\n\n')}\n`;
}

function htmlOf({ subject, heading, paragraphs, button, notes = [] }: MailContent): string {
  const body = paragraphs.map((text) => `<p style="margin:0 0 16px;font-size:15px;line-height:24px">${escapeHtml(text)}</p>`);
  if (button !== undefined) body.push(buttonOf(button));
  const small = notes.map((text) => `<p style="margin:0 0 8px">${escapeHtml(text)}</p>`).join('');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light">
<title>${escapeHtml(subject)}</title></head>
<body style="margin:0;padding:0;background:#fafafa">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(paragraphs[0] ?? '')}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#fafafa"><tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:520px;font-family:${FONT};color:${INK}">
<tr><td style="padding:0 4px 16px;font-size:15px;font-weight:600">ModelHub</td></tr>
<tr><td style="background:#ffffff;border:1px solid ${LINE};border-radius:8px;padding:32px">
<h1 style="margin:0 0 16px;font-size:20px;line-height:28px;font-weight:600">${escapeHtml(heading)}</h1>
${body.join('\n')}
</td></tr>
<tr><td style="padding:16px 4px;font-size:13px;line-height:20px;color:${MUTED}">${small}</td></tr>
</table></td></tr></table>
</body></html>
`;
}

/** The address is also written out: some readers show no buttons, and people like to see where a link leads. */
function buttonOf({ label, url }: { readonly label: string; readonly url: string }): string {
  const href = escapeHtml(url);
  return `<table role="presentation" cellpadding="0" cellspacing="0" style="margin:8px 0 24px"><tr><td style="background:${INK};border-radius:6px">
<a href="${href}" style="display:inline-block;padding:12px 20px;font-size:15px;font-weight:500;color:#ffffff;text-decoration:none">${escapeHtml(label)}</a>
</td></tr></table>
<p style="margin:0;font-size:13px;line-height:20px;color:${MUTED}">Or open this address:<br><a href="${href}" style="color:${MUTED};word-break:break-all">${href}</a></p>`;
}

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

/** A line break in a subject would begin another header. */
function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
