import { z } from 'zod';
import { fieldError } from '#src/server/errors.ts';
import { publicProcedure, router, signedInProcedure } from '#src/server/trpc.ts';
import { confirmEmailOf } from '#src/server/auth/confirm-email.ts';
import { emailSchema, passwordSchema, personNameSchema } from '#src/server/auth/email-address.ts';
import { signUpCookieHeader } from '#src/server/auth/sign-up-cookie.ts';
import { requestPasswordReset, resetPassword } from './password-reset.ts';
import { resendVerification } from './resend-verification.ts';
import { signUp } from './sign-up.ts';

const tokenSchema = z.string().min(1).max(128);

export const authRouter = router({
  /** Makes an account, or mails the owner of an existing one. The answer is the same, cookie included. */
  signUp: publicProcedure
    .input(z.object({ name: personNameSchema, email: emailSchema, password: passwordSchema, invitationToken: tokenSchema.optional() }))
    .mutation(async ({ ctx, input }) => {
      await ctx.services.attempts.consume('signUpByAddress', ctx.ipAddress);
      const { userId, proved } = await signUp(ctx.services, input);
      const { NEXTAUTH_SECRET: secret, NEXTAUTH_URL: url } = ctx.services.env;
      ctx.setCookie(await signUpCookieHeader(userId, { secret, secure: url.startsWith('https://') }));
      return { next: proved ? ('sign-in' as const) : ('check-mail' as const) };
    }),

  confirmEmail: signedInProcedure.input(z.object({ token: tokenSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('tokenByAddress', ctx.ipAddress);
    if (!(await confirmEmailOf(ctx.services, { token: input.token, userId: ctx.user.id }))) {
      throw fieldError('token', 'This link has been used or is older than a day. Ask for a new one.');
    }
    return { confirmed: true as const };
  }),

  resendVerification: signedInProcedure.mutation(async ({ ctx }) => {
    await ctx.services.attempts.consume('mailByAccount', ctx.user.email);
    await resendVerification(ctx.services, ctx.user);
    return { sentTo: ctx.user.email };
  }),

  /** Always the same answer, whether or not there is such an account. */
  requestPasswordReset: publicProcedure.input(z.object({ email: emailSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('mailByAddress', ctx.ipAddress);
    await ctx.services.attempts.consume('mailByAccount', input.email);
    await requestPasswordReset(ctx.services, input.email);
    return { sentTo: input.email };
  }),

  resetPassword: publicProcedure.input(z.object({ token: tokenSchema, password: passwordSchema })).mutation(async ({ ctx, input }) => {
    await ctx.services.attempts.consume('tokenByAddress', ctx.ipAddress);
    if (!(await resetPassword(ctx.services, input))) {
      throw fieldError('token', 'This link has been used or is older than an hour. Ask for a new one.');
    }
    return { reset: true as const };
  }),
});
