import { redirect } from 'next/navigation';
import type { NextRequest } from 'next/server';
import type { CardResultKind } from '#src/features/billing/components/card-result.tsx';
import { createCaller } from '#src/server/root.ts';
import { requireSession } from '#src/server/page.ts';
import { services } from '#src/server/runtime.ts';

export const dynamic = 'force-dynamic';

/**
 * Where Stripe's card page sends the browser back to. The session's id alone says nothing: Stripe is asked whether it is finished
 * and whose it is. Opening this address again changes nothing.
 */
export async function GET(request: NextRequest): Promise<never> {
  const page = await requireSession();
  const { searchParams } = request.nextUrl;
  const caller = createCaller({ ...page, services: services(), organizationId: searchParams.get('organization'), setCookie: () => {} });
  const result: CardResultKind = await caller.billing.finishCardSetup({ sessionId: searchParams.get('session') ?? '' }).then(
    ({ saved }) => (saved ? 'saved' : 'pending'),
    // The webhook finds the card as well.
    () => 'pending',
  );
  redirect(`/billing?card=${result}`);
}
