import { runTimeline } from '../invoicing/timeline.ts';
import { PAGE_PARAMS, listPage } from '../pagination.ts';
import type { TestClock } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { accountNow, type World } from '../world.ts';

/** A test clock may move two of its shortest subscription's intervals at a time, or two years without a subscription. */
const TWO_MONTHS_SECONDS = 62 * 86_400;
const TWO_YEARS_SECONDS = 2 * 366 * 86_400;

function getClock(world: World, id: string): TestClock {
  const clock = world.state.tables.testClocks.get(id);
  if (clock === undefined || clock.deleted) throw noSuch('test_clock', id);
  return clock;
}

function advance(world: World, clock: TestClock, to: number): void {
  clock.frozen_time = to;
  runTimeline(world);
  clock.status = 'ready';
  world.webhooks.emit('test_helpers.test_clock.ready', clock, to);
  world.changed();
}

export const testClockRoutes: Routes = {
  'POST /v1/test_helpers/test_clocks': ({ world, params }) => {
    params.only('frozen_time', 'name');
    const now = accountNow(world);
    const clock: TestClock = {
      id: newStripeId('clock'),
      object: 'test_helpers.test_clock',
      created: now,
      livemode: false,
      frozen_time: params.requiredInteger('frozen_time'),
      deletes_after: now + 30 * 86_400,
      name: params.string('name') ?? null,
      status: 'ready',
      status_details: {},
    };
    world.state.tables.testClocks.set(clock.id, clock);
    return clock;
  },
  'GET /v1/test_helpers/test_clocks': ({ world, params }) =>
    listPage(
      params.only(...PAGE_PARAMS),
      '/v1/test_helpers/test_clocks',
      [...world.state.tables.testClocks.values()].filter((row) => !row.deleted),
    ),
  'GET /v1/test_helpers/test_clocks/:id': (request) => getClock(request.world, firstId(request)),
  'DELETE /v1/test_helpers/test_clocks/:id': (request) => {
    const clock = getClock(request.world, firstId(request));
    clock.deleted = true;
    for (const customer of request.world.state.tables.customers.values()) if (customer.test_clock === clock.id) customer.deleted = true;
    return { id: clock.id, object: clock.object, deleted: true };
  },
  'POST /v1/test_helpers/test_clocks/:id/advance': (request) => {
    const { world } = request;
    const clock = getClock(world, firstId(request));
    const to = request.params.only('frozen_time').requiredInteger('frozen_time');
    if (clock.status === 'advancing') throw invalidRequest('Test clock advancement underway - cannot perform modifications.', { status: 429 });
    if (to <= clock.frozen_time) throw invalidRequest('The new frozen time must be after the current frozen time.', { param: 'frozen_time' });
    const hasSubscription = [...world.state.tables.subscriptions.values()].some((row) => row.test_clock === clock.id && row.status !== 'canceled');
    if (to - clock.frozen_time > (hasSubscription ? TWO_MONTHS_SECONDS : TWO_YEARS_SECONDS)) {
      throw invalidRequest('The new frozen time cannot be more than two intervals in the future from the shortest subscription.', { param: 'frozen_time' });
    }
    clock.status = 'advancing';
    world.webhooks.emit('test_helpers.test_clock.advancing', clock, clock.frozen_time);
    setTimeout(() => advance(world, clock, to), 5);
    return clock;
  },
};
