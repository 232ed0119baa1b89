import { runTimeline } from './invoicing/timeline.ts';
import type { Fault } from './faults.ts';
import { accountNow, type World } from './world.ts';

export interface ControlAnswer {
  readonly status: number;
  readonly body: object;
}

interface ControlBody {
  advanceSeconds?: number;
  to?: number;
  match?: string;
  kind?: Fault['kind'];
  times?: number;
  outOfOrder?: boolean;
  duplicate?: boolean;
  url?: string;
}

/**
 * `/_control/...`, JSON, for tests and the demo: `clock` (GET, or POST `{advanceSeconds}` or `{to}`), `faults` (POST a fault,
 * DELETE all), `webhooks` (POST `{outOfOrder, duplicate, url}`), `flush` (POST: aggregate every meter event now).
 */
export function control(world: World, call: { method: string; path: string; body: string }): ControlAnswer {
  const input = (call.body === '' ? {} : JSON.parse(call.body)) as ControlBody;
  switch (`${call.method} ${call.path.replace('/_control/', '')}`) {
    case 'GET clock':
      return { status: 200, body: { now: accountNow(world) } };
    case 'POST clock':
      return moveClock(world, input);
    case 'POST faults':
      if (input.match === undefined || input.kind === undefined) return { status: 400, body: { error: 'match and kind are needed' } };
      world.faults.add({ match: input.match, kind: input.kind, times: input.times ?? 1 });
      return { status: 200, body: {} };
    case 'DELETE faults':
      world.faults.clear();
      return { status: 200, body: {} };
    case 'POST webhooks':
      world.webhooks.mischief.outOfOrder = input.outOfOrder ?? world.webhooks.mischief.outOfOrder;
      world.webhooks.mischief.duplicate = input.duplicate ?? world.webhooks.mischief.duplicate;
      world.webhooks.url = input.url ?? world.webhooks.url;
      return { status: 200, body: { ...world.webhooks.mischief, url: world.webhooks.url ?? null } };
    case 'POST flush':
      world.meters.flush();
      return { status: 200, body: {} };
    default:
      return { status: 404, body: { error: `no such control: ${call.method} ${call.path}` } };
  }
}

function moveClock(world: World, input: ControlBody): ControlAnswer {
  const seconds = input.advanceSeconds ?? (input.to === undefined ? Number.NaN : input.to - accountNow(world));
  if (!Number.isFinite(seconds) || seconds < 0) return { status: 400, body: { error: 'the clock only moves forward: give advanceSeconds or to' } };
  world.state.offsetMs += seconds * 1000;
  runTimeline(world);
  world.changed();
  return { status: 200, body: { now: accountNow(world) } };
}
