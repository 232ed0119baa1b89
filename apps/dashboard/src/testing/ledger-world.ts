import type { Role } from '@modelhub/access/roles';
import { createPool } from '@modelhub/db/pool';
import { createCaller } from '#src/server/root.ts';
import { DashboardWorld } from './dashboard-world.ts';

export type Caller = ReturnType<typeof createCaller>;

/** A dashboard without billing, a pool that may append to its ledger, and whoever is needed signed in to organizations of fixed ids. */
export async function createLedgerWorld(adminUrl: string, now: string) {
  const world = await DashboardWorld.start(adminUrl, { now, billing: false });
  const worker = createPool({ databaseUrl: world.database.url, role: 'modelhub_worker', max: 4, applicationName: 'test' });

  /** A person with this role in an organization, made if there is none yet; the answer is their view of the router. */
  async function signIn(organizationId: string, role: Role, options: { readonly verified?: boolean } = {}): Promise<Caller> {
    const userId = `usr_${organizationId}_${role}`;
    const email = `${userId}@example.com`;
    await world.sql(`INSERT INTO users (id, email, name, updated_at) VALUES ($1, $2, $3, now()) ON CONFLICT DO NOTHING`, [userId, email, `The ${role}`]);
    await world.sql(`INSERT INTO memberships (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4::"Role") ON CONFLICT DO NOTHING`, [
      `mem_${userId}`,
      organizationId,
      userId,
      role,
    ]);
    const emailVerified = options.verified === false ? null : new Date(world.clock.nowMs());
    return createCaller({
      services: world.services,
      requestId: 'req_test',
      ipAddress: '192.0.2.1',
      session: { id: `session_${userId}`, user: { id: userId, email, name: null, emailVerified, hasPassword: true } },
      organizationId,
      signUpCookie: undefined,
      setCookie: () => {},
    });
  }

  return {
    databaseUrl: world.database.url,
    clock: world.clock,
    invalidations: world.invalidations,
    pepper: world.services.env.API_KEY_PEPPER,
    sql: world.sql.bind(world),
    worker,
    signIn,
    async end(): Promise<void> {
      await worker.end();
      await world.stop();
    },
  };
}

export type LedgerWorld = Awaited<ReturnType<typeof createLedgerWorld>>;
