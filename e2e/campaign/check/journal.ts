import { shipJournals } from '@modelhub/metering/ship';
import { createPool } from '@modelhub/db/pool';
import type { Instance } from '../instance/start.ts';
import type { Finding } from './evidence.ts';

export interface JournalState {
  readonly openEvents: number;
  readonly findings: readonly Finding[];
}

/** Reads every journal once more, from its beginning and with a shipper of its own: nothing may be open, left over or unreadable. */
export async function checkJournal(instance: Instance): Promise<JournalState> {
  const pool = createPool({ databaseUrl: instance.databaseUrl, role: 'modelhub_worker', max: 2, applicationName: 'campaign' });
  try {
    const report = await shipJournals({ pool, directory: instance.journalDirectory });
    const findings: Finding[] = [];
    if (report.open > 0) findings.push({ kind: 'missing', what: `${report.open} events are open in the journal` });
    if (report.inserted > 0) findings.push({ kind: 'missing', what: `${report.inserted} ended events had not been shipped` });
    for (const { error } of report.errors) findings.push({ kind: 'missing', what: `a journal could not be read: ${error.message}` });
    const { rows } = await pool.query<{ count: bigint }>('SELECT count(*) AS count FROM usage_quarantine');
    if (rows[0]?.count !== 0n) findings.push({ kind: 'missing', what: `${rows[0]?.count} records are in quarantine` });
    return { openEvents: report.open, findings };
  } finally {
    await pool.end();
  }
}
