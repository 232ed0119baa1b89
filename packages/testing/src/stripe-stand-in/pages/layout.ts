export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

export function formatCents(cents: number): string {
  const absolute = Math.abs(cents);
  const whole = String(Math.trunc(absolute / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${cents < 0 ? '-' : ''}$${whole}.${String(absolute % 100).padStart(2, '0')}`;
}

export function formatDay(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleDateString('en-US', { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' });
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1a1f36;--soft:#5b6478;--line:#dfe3eb;--paper:#fff;--ground:#f5f6f9;--accent:#4f46e5;--bad:#b42318;--ok:#067647}
@media(prefers-color-scheme:dark){:root{--ink:#eceef4;--soft:#a3abbe;--line:#2f3546;--paper:#171a24;--ground:#0e1017;--accent:#8b83ff;--bad:#ff8a7d;--ok:#5fd39b}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 ui-sans-serif,system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:34rem;margin:0 auto;padding:2.5rem 1rem}
.card{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:1.5rem;margin-bottom:1rem}
h1{font-size:1.375rem;margin:0 0 .25rem}h2{font-size:1rem;margin:0 0 .75rem}
p{margin:.25rem 0 1rem;color:var(--soft)}
.badge{display:inline-block;font-size:.75rem;border:1px solid var(--line);border-radius:4px;padding:.1rem .4rem;color:var(--soft);margin-bottom:1rem}
label{display:block;font-size:.875rem;margin:.75rem 0 .25rem}
input{width:100%;font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:6px;padding:.6rem .75rem}
input:focus-visible,button:focus-visible,a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.row{display:grid;grid-template-columns:1fr 1fr;gap:.75rem}
button{width:100%;font:inherit;font-weight:600;color:#fff;background:#4f46e5;border:0;border-radius:6px;padding:.7rem 1rem;margin-top:1.25rem;cursor:pointer}
button.quiet{background:transparent;color:var(--accent);border:1px solid var(--line);width:auto;margin:0;padding:.35rem .7rem}
a{color:var(--accent)}
.error{border:1px solid var(--bad);color:var(--bad);border-radius:6px;padding:.6rem .75rem;margin:0 0 1rem}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{text-align:left;padding:.5rem 0;border-top:1px solid var(--line);vertical-align:top;font-size:.9375rem}
th{font-weight:600}.amount{text-align:right;white-space:nowrap}
.total{font-size:1.75rem;font-weight:600;font-variant-numeric:tabular-nums}
.status{font-weight:600}.paid{color:var(--ok)}.open{color:var(--bad)}
`;

export function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>
<span class="badge">Sandbox: no real card, no real money</span>${body}</main></body></html>`;
}
