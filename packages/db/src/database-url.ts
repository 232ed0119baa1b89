/** The product's own roles: whatever login a program uses, row-level security is applied to one of these. */
export type DatabaseRole = 'modelhub_app' | 'modelhub_worker' | 'modelhub_gateway';

/**
 * The connection URL with the role as a startup option, so that a pooled connection has it from its first statement and
 * after every reset. Options that the URL already has are kept.
 */
export function databaseUrlAs(databaseUrl: string, role: DatabaseRole): string {
  const url = new URL(databaseUrl);
  const options = url.searchParams.get('options');
  url.searchParams.set('options', `${options === null ? '' : `${options} `}-c role=${role}`);
  return url.toString();
}
