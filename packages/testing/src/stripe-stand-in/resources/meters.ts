import { PAGE_PARAMS, listPage } from '../pagination.ts';
import type { Meter } from '../records.ts';
import { firstId, type Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest, noSuch } from '../stripe-error.ts';
import { accountNow, type World } from '../world.ts';

function getMeter(world: World, id: string): Meter {
  const meter = world.state.tables.meters.get(id);
  if (meter === undefined) throw noSuch('billing meter', id);
  return meter;
}

export function meterByEventName(world: World, eventName: string): Meter | undefined {
  return [...world.state.tables.meters.values()].find((meter) => meter.event_name === eventName && meter.status === 'active');
}

export const meterRoutes: Routes = {
  'POST /v1/billing/meters': ({ world, params }) => {
    params.only('display_name', 'event_name', 'event_time_window', 'default_aggregation', 'customer_mapping', 'value_settings');
    const eventName = params.required('event_name');
    if (meterByEventName(world, eventName) !== undefined) {
      throw invalidRequest(`An active meter already exists for the event name ${eventName}.`, { param: 'event_name' });
    }
    const mapping = params.object('customer_mapping')?.only('type', 'event_payload_key');
    const aggregation = params.object('default_aggregation')?.only('formula');
    if (aggregation === undefined)
      throw invalidRequest('Missing required param: default_aggregation.', { code: 'parameter_missing', param: 'default_aggregation' });
    const now = accountNow(world);
    const meter: Meter = {
      id: newStripeId('mtr_test'),
      object: 'billing.meter',
      created: now,
      updated: now,
      livemode: false,
      display_name: params.required('display_name'),
      event_name: eventName,
      event_time_window: params.oneOf('event_time_window', ['hour', 'day']) ?? null,
      customer_mapping: { type: 'by_id', event_payload_key: mapping?.string('event_payload_key') ?? 'stripe_customer_id' },
      default_aggregation: { formula: aggregation.oneOf('formula', ['sum', 'count', 'last']) ?? 'sum' },
      value_settings: { event_payload_key: params.object('value_settings')?.only('event_payload_key').string('event_payload_key') ?? 'value' },
      status: 'active',
      status_transitions: { deactivated_at: null },
    };
    world.state.tables.meters.set(meter.id, meter);
    world.webhooks.emit('billing.meter.created', meter, now);
    return meter;
  },
  'GET /v1/billing/meters': ({ world, params }) => {
    params.only(...PAGE_PARAMS, 'status');
    const status = params.oneOf('status', ['active', 'inactive']);
    return listPage(
      params,
      '/v1/billing/meters',
      [...world.state.tables.meters.values()].filter((row) => status === undefined || row.status === status),
    );
  },
  'GET /v1/billing/meters/:id': (request) => getMeter(request.world, firstId(request)),
  'POST /v1/billing/meters/:id': (request) => {
    const meter = getMeter(request.world, firstId(request));
    meter.display_name = request.params.only('display_name').string('display_name') ?? meter.display_name;
    return meter;
  },
  'POST /v1/billing/meters/:id/deactivate': (request) => {
    const meter = getMeter(request.world, firstId(request));
    Object.assign(meter, { status: 'inactive', status_transitions: { deactivated_at: accountNow(request.world) } });
    return meter;
  },
  'POST /v1/billing/meters/:id/reactivate': (request) => {
    const meter = getMeter(request.world, firstId(request));
    Object.assign(meter, { status: 'active', status_transitions: { deactivated_at: null } });
    return meter;
  },
  'GET /v1/billing/meters/:id/event_summaries': (request) => {
    const { world, params } = request;
    const meter = getMeter(world, firstId(request));
    params.only(...PAGE_PARAMS, 'customer', 'start_time', 'end_time', 'value_grouping_window');
    const customer = params.required('customer');
    const [start, end] = [params.requiredInteger('start_time'), params.requiredInteger('end_time')];
    const grouping = params.oneOf('value_grouping_window', ['hour', 'day']);
    const step = grouping === undefined ? end - start : grouping === 'hour' ? 3_600 : 86_400;
    const aligned = grouping === undefined ? 60 : step;
    if (start % aligned !== 0 || end % aligned !== 0 || end <= start) {
      throw invalidRequest(`start_time and end_time must be aligned with ${grouping ?? 'minute'} boundaries, and start_time must be before end_time.`, {
        param: 'start_time',
      });
    }
    const rows = [];
    for (let from = start; from < end; from += step) {
      const value = world.meters.total(meter, customer, { from, to: from + step });
      if (value === 0n && grouping !== undefined) continue;
      rows.push({
        id: `mtrusg_${meter.id.slice(9)}_${from}`,
        object: 'billing.meter_event_summary',
        aggregated_value: Number(value),
        start_time: from,
        end_time: from + step,
        created: from,
        livemode: false,
        meter: meter.id,
      });
    }
    return listPage(params, `/v1/billing/meters/${meter.id}/event_summaries`, rows);
  },
};
