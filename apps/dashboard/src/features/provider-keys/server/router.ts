import { SealedCredentialError, type CredentialCipher } from '@modelhub/access/credential-cipher';
import { z } from 'zod';
import { conflict, forbidden } from '#src/server/errors.ts';
import type { Services } from '#src/server/services.ts';
import { idSchema, permitted, router } from '#src/server/trpc.ts';
import { addCredential, findCredential, removeCredential, rotateCredential, setCredentialDisabled, updateCredential } from './change-credential.ts';
import { checkCredential } from './check-credential.ts';
import { checkSecret, credentialNameSchema, credentialSecretSchema, requireProvider } from './credential-input.ts';
import { listCredentials } from './list-credentials.ts';

const providerSchema = z.string().max(60);

function requireCipher({ cipher }: Services): CredentialCipher {
  if (cipher === null) throw conflict('Provider keys cannot be stored here: whoever runs this installation has to set CREDENTIALS_KEY.');
  return cipher;
}

const managed = permitted('providers:manage');

export const providerKeysRouter = router({
  list: managed.query(({ ctx }) => ctx.tenant((tx) => listCredentials(tx, ctx.organization.id))),

  /** Asks the provider with a key that is not stored yet. */
  check: managed.input(credentialSecretSchema.extend({ provider: providerSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('providerCheckByOrganization', ctx.organization.id);
    const entry = requireProvider(input.provider);
    const secret = await checkSecret(entry, input, ctx.services);
    return checkCredential(ctx.services.outbound, { providerId: input.provider, entry, ...secret });
  }),

  /** Asks the provider with a key that is stored. */
  checkStored: managed.input(z.object({ id: idSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('providerCheckByOrganization', ctx.organization.id);
    const { organizationId } = ctx.actor;
    const { id, provider, baseUrl, ciphertext, keyVersion } = await ctx.tenant((tx) => findCredential(tx, ctx.actor, input.id));
    const entry = requireProvider(provider);
    try {
      const values = requireCipher(ctx.services).open({ ciphertext, keyVersion }, { organizationId, credentialId: id, provider, baseUrl });
      return await checkCredential(ctx.services.outbound, { providerId: provider, entry, values, baseUrl });
    } catch (error) {
      if (error instanceof SealedCredentialError) throw conflict('This key cannot be opened any more. Replace it with a new one.');
      throw error;
    }
  }),

  add: managed
    .input(credentialSecretSchema.extend({ provider: providerSchema, name: credentialNameSchema, fallbackToShared: z.boolean().default(false) }))
    .mutation(async ({ ctx, input }) => {
      if (ctx.user.emailVerified === null) throw forbidden('Confirm your e-mail address first.');
      await ctx.services.attempts.consume('changeByUser', ctx.user.id);
      const cipher = requireCipher(ctx.services);
      const { provider, name, fallbackToShared } = input;
      const entry = requireProvider(provider);
      const secret = await checkSecret(entry, input, ctx.services);
      const id = await ctx.tenant((tx) => addCredential(tx, ctx.actor, { ...secret, provider, entry, name, fallbackToShared, cipher }));
      await announce(ctx);
      return { id, name };
    }),

  update: managed.input(z.object({ id: idSchema, name: credentialNameSchema, fallbackToShared: z.boolean() })).mutation(async ({ ctx, input }) => {
    await ctx.tenant((tx) => updateCredential(tx, ctx.actor, input));
    await announce(ctx);
    return { id: input.id };
  }),

  rotate: managed.input(credentialSecretSchema.extend({ id: idSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('changeByUser', ctx.user.id);
    const cipher = requireCipher(ctx.services);
    const { provider } = await ctx.tenant((tx) => findCredential(tx, ctx.actor, input.id));
    const entry = requireProvider(provider);
    const secret = await checkSecret(entry, input, ctx.services);
    await ctx.tenant((tx) => rotateCredential(tx, ctx.actor, { ...secret, id: input.id, entry, cipher, nowMs: ctx.services.clock.nowMs() }));
    await announce(ctx);
    return { id: input.id };
  }),

  setDisabled: managed.input(z.object({ id: idSchema, disabled: z.boolean() })).mutation(async ({ ctx, input }) => {
    await ctx.tenant((tx) => setCredentialDisabled(tx, ctx.actor, { ...input, nowMs: ctx.services.clock.nowMs() }));
    await announce(ctx);
    return { id: input.id };
  }),

  remove: managed.input(z.object({ id: idSchema })).mutation(async ({ ctx, input }) => {
    await ctx.tenant((tx) => removeCredential(tx, ctx.actor, input.id));
    await announce(ctx);
    return { id: input.id };
  }),
});

/** Credentials come to gateways with the organization. */
function announce(ctx: { readonly services: Services; readonly organization: { readonly id: string } }): Promise<void> {
  return ctx.services.publishInvalidation({ kind: 'organization', id: ctx.organization.id });
}
