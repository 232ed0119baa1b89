import type {} from '@modelhub/testing/vitest-setup';
import { newId } from '@modelhub/core/ids';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { DashboardWorld, type Person, type Tenant } from '#src/testing/dashboard-world.ts';

let world: DashboardWorld;
let acme: Tenant;
let other: Tenant;

beforeAll(async () => {
  world = await DashboardWorld.start(inject('postgresAdminUrl'), { now: '2026-11-10T09:20:00Z', billing: false });
});
afterAll(() => world?.stop());

beforeEach(async () => {
  acme = await world.addTenant('Acme');
  other = await world.addTenant('Other');
});

const as = (person: Person, tenant: Tenant = acme) => world.caller(person, tenant.id).settings;
const membershipOf = async (person: Person): Promise<string> => {
  const [row] = await world.sql<{ id: string }>('SELECT id FROM memberships WHERE user_id = $1', [person.userId]);
  return row?.id ?? '';
};

describe('members', () => {
  it('cannot lose their last owner, by leaving, removal or another role', async () => {
    const id = await membershipOf(acme.owner);
    await expect(as(acme.owner).members.leave()).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(as(acme.owner).members.remove({ id })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(as(acme.owner).members.changeRole({ id, role: 'admin' })).rejects.toMatchObject({ code: 'CONFLICT' });
    const second = await world.addMember(acme, 'owner');
    // Of two owners who leave at once, one stays.
    const left = await Promise.allSettled([as(acme.owner).members.leave(), as(second).members.leave()]);
    expect(left.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('give and take no role above their own', async () => {
    const admin = await world.addMember(acme, 'admin');
    const viewer = await world.addMember(acme, 'viewer');
    const ownerId = await membershipOf(acme.owner);
    await expect(as(admin).members.changeRole({ id: viewer.membershipId, role: 'owner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as(admin).members.changeRole({ id: admin.membershipId, role: 'owner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as(admin).members.changeRole({ id: ownerId, role: 'viewer' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as(admin).members.remove({ id: ownerId })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(as(admin).invitations.create({ email: 'boss@example.com', role: 'owner' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await as(admin).members.changeRole({ id: viewer.membershipId, role: 'developer' });
    for (const role of ['developer', 'billing', 'viewer'] as const) {
      const person = await world.addMember(acme, role);
      await expect(as(person).members.changeRole({ id: person.membershipId, role: 'admin' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      await expect(as(person).invitations.create({ email: 'x@example.com', role: 'viewer' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });

  it('are out at once when they are removed', async () => {
    const viewer = await world.addMember(acme, 'viewer');
    await expect(as(viewer).members.list()).resolves.toHaveLength(2);
    await as(acme.owner).members.remove({ id: viewer.membershipId });
    await expect(as(viewer).members.list()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('another tenant', () => {
  it('has no member, invitation, project or change that can be seen or touched', async () => {
    const theirMember = await world.addMember(other, 'viewer');
    const theirInvitation = await as(other.owner, other).invitations.create({ email: `guest-${other.id}@example.com`, role: 'viewer' });
    const mine = as(acme.owner);
    await expect(mine.members.changeRole({ id: theirMember.membershipId, role: 'owner' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(mine.members.remove({ id: theirMember.membershipId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(mine.invitations.revoke({ id: theirInvitation.id })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(mine.projects.rename({ id: other.projectId, name: 'Mine now' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(mine.projects.setArchived({ id: other.projectId, archived: true })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect((await mine.members.list()).map((member) => member.email)).toEqual([acme.owner.email]);
    expect(await mine.invitations.list()).toEqual([]);
    expect((await mine.projects.list()).map((project) => project.id)).toEqual([acme.projectId]);
    expect((await mine.auditLog.list()).events).toEqual([]);
    const foreign = as(acme.owner, other);
    for (const call of [foreign.organization.get, foreign.members.list, foreign.members.leave, foreign.invitations.list, foreign.projects.list]) {
      await expect(call()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
    await expect(foreign.auditLog.list()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(foreign.organization.update({ name: 'Mine now', billingEmail: 'me@example.com' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('invitations', () => {
  it('are mailed, replaced by a newer one, and gone when revoked', async () => {
    const email = `guest-${acme.id}@example.com`;
    const first = await as(acme.owner).invitations.create({ email, role: 'viewer' });
    const second = await as(acme.owner).invitations.create({ email, role: 'developer' });
    expect(second.id).toBe(first.id);
    expect(await as(acme.owner).invitations.list()).toMatchObject([{ email, role: 'developer' }]);
    const mails = await world.sql<{ link: string }>(`SELECT variables->>'link' AS link FROM outbound_emails WHERE recipient = $1 ORDER BY created_at`, [email]);
    const tokens = mails.map((mail) => new URL(mail.link).searchParams.get('token') ?? '');
    expect(new Set(tokens).size).toBe(2);
    const guest = { ...(await world.addPerson(`guest-${acme.id}`)), email };
    await expect(world.caller(guest, null).settings.invitations.accept({ token: tokens[0] ?? '' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await as(acme.owner).invitations.revoke({ id: first.id });
    await expect(world.caller(guest, null).settings.invitations.accept({ token: tokens[1] ?? '' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await as(acme.owner).invitations.list()).toEqual([]);
  });
});

describe('projects', () => {
  it('are created, renamed, archived and restored, never the last one, never with working keys', async () => {
    const projects = as(acme.owner).projects;
    await expect(projects.setArchived({ id: acme.projectId, archived: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    const { id } = await projects.create({ name: 'Chatbot' });
    await expect(projects.create({ name: 'Chatbot' })).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await projects.rename({ id, name: 'Support' });
    await world.sql(`INSERT INTO api_keys (id, organization_id, project_id, name, hash, prefix, last_four) VALUES ($1, $2, $3, 'k', $1, 'p', 'l')`, [
      newId('apiKey'),
      acme.id,
      id,
    ]);
    await expect(projects.setArchived({ id, archived: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    await world.sql('UPDATE api_keys SET revoked_at = now() WHERE project_id = $1', [id]);
    await projects.setArchived({ id, archived: true });
    expect((await projects.list()).find((project) => project.id === id)).toMatchObject({ name: 'Support', archivedAt: new Date(world.clock.nowMs()) });
    await projects.setArchived({ id, archived: false });
    const viewer = await world.addMember(acme, 'viewer');
    await expect(as(viewer).projects.create({ name: 'No' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('the audit log', () => {
  it('pages both ways without losing or repeating a change, and says what changed', async () => {
    for (let index = 0; index < 120; index += 1) {
      await world.sql(
        `INSERT INTO audit_events (id, organization_id, action, target_type, before, after) VALUES ($1, $2, 'project.renamed', 'project', $3, $4)`,
        [newId('audit'), acme.id, JSON.stringify({ name: `p${index}`, same: 1 }), JSON.stringify({ name: `p${index + 1}`, same: 1 })],
      );
    }
    const log = as(acme.owner).auditLog;
    const first = await log.list();
    expect(first.newer).toBeNull();
    expect(first.events[0]?.changes).toEqual([{ field: 'name', before: 'p119', after: 'p120' }]);
    const second = await log.list({ before: first.older ?? '' });
    const third = await log.list({ before: second.older ?? '' });
    expect(third.older).toBeNull();
    const ids = [...first.events, ...second.events, ...third.events].map((event) => event.id);
    expect(ids).toHaveLength(120);
    expect(ids).toEqual([...new Set(ids)].sort().reverse());
    const back = await log.list({ after: third.newer ?? '' });
    expect(back.events.map((event) => event.id)).toEqual(second.events.map((event) => event.id));
    const top = await log.list({ after: back.newer ?? '' });
    expect(top.events.map((event) => event.id)).toEqual(first.events.map((event) => event.id));
    expect(top.newer).toBeNull();
    for (const role of ['developer', 'billing', 'viewer'] as const) {
      await expect(as(await world.addMember(acme, role)).auditLog.list()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
  });
});

describe('sessions', () => {
  it('are ended everywhere else, and only one’s own', async () => {
    const person = acme.owner;
    await world.addSession(person);
    await world.addSession(person);
    const profile = as(person).profile;
    expect((await profile.sessions()).filter((session) => !session.isThis)).toHaveLength(2);
    expect(await profile.signOutOthers()).toEqual({ endedSessions: 2 });
    expect(await profile.sessions()).toMatchObject([{ id: person.sessionId, isThis: true }]);
    expect(await as(other.owner, other).profile.sessions()).toHaveLength(1);
  });
});
