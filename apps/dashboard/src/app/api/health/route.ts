import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/** 200 while the database answers, else 503. Says nothing else: it is open to everybody. */
export async function GET(): Promise<Response> {
  const { pool, log } = services();
  try {
    await pool.query('SELECT 1');
    return Response.json({ status: 'ok' });
  } catch (error) {
    log.error({ err: error }, 'health check failed');
    return Response.json({ status: 'unavailable' }, { status: 503 });
  }
}
