import type { PortalSession } from '../records.ts';
import type { Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { accountNow } from '../world.ts';
import { getCustomer } from './customers.ts';

export const portalSessionRoutes: Routes = {
  'POST /v1/billing_portal/sessions': ({ world, params }) => {
    params.only('customer', 'return_url', 'flow_data', 'configuration', 'locale');
    const customer = getCustomer(world, params.required('customer'));
    const secret = newStripeId('session').slice(8);
    const session: PortalSession = {
      id: newStripeId('bps'),
      object: 'billing_portal.session',
      created: accountNow(world),
      livemode: false,
      configuration: 'bpc_default',
      customer: customer.id,
      return_url: params.string('return_url') ?? null,
      url: `${world.baseUrl}/p/session/${secret}`,
    };
    world.state.tables.portalSessions.set(session.id, session);
    return session;
  },
};
