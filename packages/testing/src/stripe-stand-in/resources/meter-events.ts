import type { MeterEvent } from '../records.ts';
import type { Routes } from '../router.ts';
import { newStripeId } from '../state.ts';
import { invalidRequest } from '../stripe-error.ts';
import { customerNow } from '../world.ts';
import { meterByEventName } from './meters.ts';

const PAST_SECONDS_MAX = 35 * 86_400;
const FUTURE_SECONDS_MAX = 5 * 60;
const DAY_SECONDS = 86_400;

export const meterEventRoutes: Routes = {
  'POST /v1/billing/meter_events': ({ world, params }) => {
    params.only('event_name', 'payload', 'identifier', 'timestamp');
    const eventName = params.required('event_name');
    const meter = meterByEventName(world, eventName);
    if (meter === undefined) throw invalidRequest(`No active meter found with event name ${eventName}.`, { param: 'event_name', code: 'no_meter' });
    const payload = params.map('payload') ?? {};
    const customer = payload[meter.customer_mapping.event_payload_key];
    const value = payload[meter.value_settings.event_payload_key];
    if (customer === undefined || world.state.tables.customers.get(customer)?.deleted !== undefined || !world.state.tables.customers.has(customer)) {
      throw invalidRequest(`No such customer: '${customer ?? ''}'`, {
        code: 'resource_missing',
        param: `payload[${meter.customer_mapping.event_payload_key}]`,
      });
    }
    if (value === undefined || !/^-?\d{1,15}$/.test(value)) {
      throw invalidRequest('Meter event values are whole numbers.', {
        code: 'meter_event_invalid_value',
        param: `payload[${meter.value_settings.event_payload_key}]`,
      });
    }
    const now = customerNow(world, customer);
    const timestamp = params.integer('timestamp') ?? now;
    if (timestamp < now - PAST_SECONDS_MAX) {
      throw invalidRequest('The timestamp is too far in the past: it must be within the past 35 calendar days.', {
        code: 'timestamp_too_far_in_past',
        param: 'timestamp',
      });
    }
    if (timestamp > now + FUTURE_SECONDS_MAX) {
      throw invalidRequest('The timestamp is in the future: it can be at most 5 minutes ahead.', { code: 'timestamp_in_future', param: 'timestamp' });
    }
    const identifier = params.text('identifier', 100) ?? newStripeId('idmp');
    const earlier = world.state.tables.meterEvents.get(identifier);
    if (earlier !== undefined && earlier.created > now - DAY_SECONDS) {
      throw invalidRequest(`An event already exists with identifier ${identifier}.`, { param: 'identifier' });
    }
    world.state.sequence += 1;
    const event: MeterEvent = {
      id: earlier === undefined ? identifier : `${identifier}#${world.state.sequence}`,
      identifier,
      meter: meter.id,
      eventName,
      customer,
      value,
      timestamp,
      created: now,
      sequence: world.state.sequence,
      aggregated: false,
      cancelled: false,
    };
    world.meters.accept(event);
    return { object: 'billing.meter_event', created: now, event_name: eventName, identifier, livemode: false, payload, timestamp };
  },
  'POST /v1/billing/meter_event_adjustments': ({ world, params }) => {
    params.only('event_name', 'type', 'cancel');
    const eventName = params.required('event_name');
    if (params.required('type') !== 'cancel') throw invalidRequest('Invalid type: must be cancel', { param: 'type' });
    const identifier = params.object('cancel')?.only('identifier').required('identifier') ?? '';
    const event = world.state.tables.meterEvents.get(identifier);
    if (event === undefined || event.eventName !== eventName) {
      throw invalidRequest(`No meter event found with identifier ${identifier}.`, { status: 404, code: 'resource_missing', param: 'cancel[identifier]' });
    }
    if (event.created <= customerNow(world, event.customer) - DAY_SECONDS) {
      throw invalidRequest('Meter events can only be cancelled within 24 hours after Stripe receives them.', { param: 'cancel[identifier]' });
    }
    event.cancelled = true;
    return { object: 'billing.meter_event_adjustment', cancel: { identifier }, event_name: eventName, livemode: false, status: 'pending', type: 'cancel' };
  },
};
