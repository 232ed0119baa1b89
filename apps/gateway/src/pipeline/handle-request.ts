import { ModelHubError } from '@modelhub/core/errors';
import type { Reservation } from '@modelhub/limits/types';
import type { Gateway } from '../gateway.ts';
import type { Served } from './attempt-upstream.ts';
import type { AnswerKeeper } from './answer-keeper.ts';
import { sendError, toModelHubError } from './error-response.ts';
import { Exchange } from './exchange.ts';
import type { IncomingRequest } from './incoming-request.ts';
import { planRequest } from './plan-route.ts';
import { RequestRecord } from './request-record.ts';
import { notesOfRefusal, RouteNotes } from './route-notes.ts';
import { serveFromPlan } from './serve-from-plan.ts';
import { reserveLimits } from './reserve-limits.ts';
import { addRateLimits, answerHeaders } from './response-headers.ts';
import { endingOf } from './ending.ts';
import { settleUsage } from './settle-usage.ts';

/**
 * A request from its body to its last byte, whatever its surface. The sender is known already (see plugins/authenticate.ts). Whatever happens after the
 * reservation, the request is settled once.
 */
export async function handleRequest(gateway: Gateway, incoming: IncomingRequest): Promise<void> {
  let notes: RouteNotes | null = null;
  try {
    const read = incoming.readCall();
    const call = read instanceof Promise ? await read : read;
    if (incoming.client.isGone) throw leftError();
    const atMs = gateway.clock.nowMs();
    const { candidates, escapes, decision, hedging, session } = planRequest(gateway, incoming.principal, { call, atMs });
    notes = new RouteNotes(decision, { receivedAtMs: incoming.receivedAtMs, call });
    const record = new RequestRecord(incoming, { call, first: candidates[0], atMs, notes });
    record.escapes = escapes;
    const reserved = reserveLimits(gateway, record, escapes === null ? candidates : [...candidates, ...Object.values(escapes).flat()]);
    const reservation = reserved instanceof Promise ? await reserved : reserved;
    if (incoming.client.isGone) {
      // It left while limits were looked up: nothing was sent for its sake, so there is nothing to charge.
      reservation.release();
      throw leftError();
    }
    if (incoming.keeper !== undefined) await admit(incoming.keeper, record, reservation);
    const exchange = new Exchange(gateway, record);
    exchange.hedging = hedging;
    try {
      exchange.open();
      const served = await serveFromPlan(gateway, exchange, candidates);
      if (!exchange.isRecorded) await exchange.recorded;
      if (exchange.recordError !== null) {
        reservation.release();
        throw exchange.recordError;
      }
      const ending = endingOf(exchange, served);
      if (ending.outcome === 'completed' && ending.reported === null) await countPrompt(gateway, record);
      const settled = settleUsage(gateway, record, { ending, reservation });
      try {
        await gateway.journal.settle(settled);
      } catch (error) {
        // The charge is delayed, and the answer is not: the journal keeps the record until the disk takes it.
        gateway.logger.error({ err: error, requestId: settled.requestId, eventId: settled.eventId }, 'the end of a request waits for the journal');
      }
      if (session !== null) gateway.sessionCaches.served(session, { target: record.candidate, settled });
      finish(exchange, served, settled.costNanoUsd);
    } finally {
      exchange.close();
    }
  } catch (thrown) {
    refuse(gateway, incoming, { thrown, notes });
  }
}

function leftError(): ModelHubError {
  return new ModelHubError('request_cancelled', { message: 'The client closed the connection.' });
}

/** What cannot be kept is not begun. */
async function admit(keeper: AnswerKeeper, record: RequestRecord, reservation: Reservation): Promise<void> {
  try {
    await keeper.admitted(record);
  } catch (error) {
    reservation.release();
    throw error;
  }
}

/** A provider that did not count: the prompt at least is counted as well as it can be. */
async function countPrompt(gateway: Gateway, record: RequestRecord): Promise<void> {
  const prompt = record.call.toCountable();
  if (prompt !== null) record.countedPromptTokens = await gateway.tokens.countPrompt(prompt, record.candidate.model);
}

function finish({ record, openedBy }: Exchange, served: Served, costNanoUsd: bigint): void {
  const { client, requestId, errorForm, keeper, wantsMetadata } = record.incoming;
  const notes = wantsMetadata === true ? record.notes : null;
  // Speech is bytes that are played, and has no comments.
  const commented = (end: Buffer): Buffer => (notes === null || record.call.surface === 'audio.speech' ? end : notes.beforeEnd(end));
  switch (served.kind) {
    case 'whole': {
      const { contentType = 'application/json' } = served.response;
      const body = notes === null || contentType !== 'application/json' ? served.response.body : notes.inBody(served.response.body);
      client.begin(200, answerHeaders(record, { bytes: body.length, contentType, costNanoUsd }));
      client.end(body);
      keeper?.answered(record, served.response.body);
      break;
    }
    case 'streamed': {
      const terminalPart = served.relay.end();
      client.end(commented(terminalPart));
      keeper?.answered(record, terminalPart);
      break;
    }
    case 'cut': {
      const frames = served.relay.translator.fail(served.error);
      client.end(commented(frames));
      keeper?.failed(record, served.error, frames);
      break;
    }
    case 'failed': {
      const frames = openedBy?.translator.fail(served.error) ?? null;
      if (frames === null) sendError(client, served.error, { requestId, form: errorForm, extra: factsOfFailure(record), notes });
      else client.end(commented(frames));
      keeper?.failed(record, served.error, frames);
      break;
    }
    case 'cancelled':
      keeper?.cancelled(record);
      break;
  }
}

function factsOfFailure(record: RequestRecord): string[] {
  const extra = ['x-generation-id', record.generationId];
  if (record.rateLimits !== null) addRateLimits(extra, record.rateLimits);
  return extra;
}

/** Nothing was sent to a provider, or nothing may be kept of it: the error is the whole answer. */
function refuse(gateway: Gateway, incoming: IncomingRequest, { thrown, notes }: { readonly thrown: unknown; readonly notes: RouteNotes | null }): void {
  const { client, requestId, errorForm, keeper, wantsMetadata, receivedAtMs } = incoming;
  const error = toModelHubError(thrown);
  keeper?.refused(error);
  if (error.code === 'internal_error') gateway.logger.error({ err: thrown, requestId }, 'a request failed on our side');
  gateway.metrics.refused(error.code);
  if (client.hasBegun) client.destroy();
  else sendError(client, error, { requestId, form: errorForm, notes: wantsMetadata === true ? (notes ?? notesOfRefusal(error, receivedAtMs)) : null });
}
