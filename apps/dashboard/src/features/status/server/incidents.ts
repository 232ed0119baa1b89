import type pg from 'pg';

export interface PublicIncident {
  readonly id: string;
  readonly title: string;
  readonly model: string | null;
  readonly severity: string;
  readonly startedAt: Date;
  readonly endedAt: Date | null;
  readonly note: string | null;
}

const SHOWN = 20;

/** Incidents that concern everybody, newest first. Those of a single organization are for its own pages. */
export async function readPublicIncidents(pool: pg.Pool): Promise<PublicIncident[]> {
  const { rows } = await pool.query<PublicIncident>(
    `SELECT id, title, model, severity, started_at AS "startedAt", ended_at AS "endedAt", note
     FROM incidents WHERE organization_id IS NULL ORDER BY started_at DESC LIMIT ${SHOWN}`,
  );
  return rows;
}
