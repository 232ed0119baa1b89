import type { CredentialCipher } from '@modelhub/access/credential-cipher';
import { newId } from '@modelhub/core/ids';
import type { TenantClient } from '@modelhub/db/tenant';
import { lastFourOf } from '@modelhub/providers/credential';
import type { ProviderEntry } from '@modelhub/providers/types';
import { audit, type Actor } from '#src/server/audit.ts';
import { conflict, fieldError, notFound } from '#src/server/errors.ts';
import type { CheckedSecret } from './credential-input.ts';

/** Each comes with every request of the organization in a gateway's memory. */
const CREDENTIALS_MAX = 50;

const TARGET = 'provider_credential';

export interface AddCredential extends CheckedSecret {
  readonly provider: string;
  readonly entry: ProviderEntry;
  readonly name: string;
  readonly fallbackToShared: boolean;
  readonly cipher: CredentialCipher;
}

/** Seals and stores a credential; returns its id. */
export async function addCredential(tx: TenantClient, actor: Actor, input: AddCredential): Promise<string> {
  const { organizationId } = actor;
  const { provider, name, baseUrl, fallbackToShared } = input;
  if ((await tx.providerCredential.count({ where: { organizationId } })) >= CREDENTIALS_MAX) {
    throw conflict(`An organization can have ${CREDENTIALS_MAX} provider keys. Delete some that nobody uses.`);
  }
  await requireFreeName(tx, { organizationId, provider, name });
  const id = newId('credential');
  const sealed = input.cipher.seal(input.values, { organizationId, credentialId: id, provider, baseUrl });
  const lastFour = lastFourOf(input.entry, input.values);
  await tx.providerCredential.create({
    data: { id, organizationId, provider, name, lastFour, baseUrl, fallbackToShared, ciphertext: bytes(sealed.ciphertext), keyVersion: sealed.keyVersion },
  });
  await audit(tx, actor, { action: 'provider_key.added', targetType: TARGET, targetId: id, after: { provider, name, lastFour, baseUrl, fallbackToShared } });
  return id;
}

/** Renames a credential and says what happens when it fails. */
export async function updateCredential(
  tx: TenantClient,
  actor: Actor,
  input: { readonly id: string; readonly name: string; readonly fallbackToShared: boolean },
): Promise<void> {
  const before = await findCredential(tx, actor, input.id);
  const { id, name, fallbackToShared } = input;
  await requireFreeName(tx, { organizationId: actor.organizationId, provider: before.provider, name, exceptId: id });
  await tx.providerCredential.update({ where: { id, organizationId: actor.organizationId }, data: { name, fallbackToShared } });
  await audit(tx, actor, {
    action: 'provider_key.updated',
    targetType: TARGET,
    targetId: id,
    before: { name: before.name, fallbackToShared: before.fallbackToShared },
    after: { name, fallbackToShared },
  });
}

/**
 * Puts another secret into a credential. Address and secret change together or not at all: with the address alone, whoever manages keys could send one
 * to a host of their own and read it there.
 */
export async function rotateCredential(
  tx: TenantClient,
  actor: Actor,
  input: CheckedSecret & { readonly id: string; readonly entry: ProviderEntry; readonly cipher: CredentialCipher; readonly nowMs: number },
): Promise<void> {
  const before = await findCredential(tx, actor, input.id);
  const { id, baseUrl } = input;
  const { organizationId } = actor;
  const sealed = input.cipher.seal(input.values, { organizationId, credentialId: id, provider: before.provider, baseUrl });
  const lastFour = lastFourOf(input.entry, input.values);
  await tx.providerCredential.update({
    where: { id, organizationId },
    data: { ciphertext: bytes(sealed.ciphertext), keyVersion: sealed.keyVersion, lastFour, baseUrl, rotatedAt: new Date(input.nowMs) },
  });
  await audit(tx, actor, {
    action: 'provider_key.rotated',
    targetType: TARGET,
    targetId: id,
    before: { lastFour: before.lastFour, baseUrl: before.baseUrl },
    after: { lastFour, baseUrl },
  });
}

/** Switches a credential off or on again; gateways know within a second. */
export async function setCredentialDisabled(
  tx: TenantClient,
  actor: Actor,
  input: { readonly id: string; readonly disabled: boolean; readonly nowMs: number },
): Promise<void> {
  const before = await findCredential(tx, actor, input.id);
  if ((before.disabledAt !== null) === input.disabled) return;
  await tx.providerCredential.update({
    where: { id: input.id, organizationId: actor.organizationId },
    data: { disabledAt: input.disabled ? new Date(input.nowMs) : null },
  });
  await audit(tx, actor, { action: input.disabled ? 'provider_key.disabled' : 'provider_key.enabled', targetType: TARGET, targetId: input.id });
}

export async function removeCredential(tx: TenantClient, actor: Actor, id: string): Promise<void> {
  const { provider, name, lastFour } = await findCredential(tx, actor, id);
  await tx.providerCredential.delete({ where: { id, organizationId: actor.organizationId } });
  await audit(tx, actor, { action: 'provider_key.deleted', targetType: TARGET, targetId: id, before: { provider, name, lastFour } });
}

/** With the sealed secret, for the server alone. */
export async function findCredential(tx: TenantClient, actor: Pick<Actor, 'organizationId'>, id: string) {
  const found = await tx.providerCredential.findUnique({ where: { id, organizationId: actor.organizationId } });
  if (found === null) throw notFound('provider key');
  return found;
}

async function requireFreeName(
  tx: TenantClient,
  { exceptId, ...key }: { readonly organizationId: string; readonly provider: string; readonly name: string; readonly exceptId?: string },
): Promise<void> {
  const taken = await tx.providerCredential.findUnique({ where: { organizationId_provider_name: key }, select: { id: true } });
  if (taken !== null && taken.id !== exceptId) throw fieldError('name', 'Another key of this provider has this name.');
}

/** Prisma wants bytes that nothing else looks at. */
function bytes(ciphertext: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(ciphertext);
}
