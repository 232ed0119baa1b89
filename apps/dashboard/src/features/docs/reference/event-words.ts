import type { SurfaceId } from '@modelhub/api-schemas/surfaces';

/** How a stream of each dialect begins, goes on and ends. */
const STREAMS: Readonly<Partial<Record<SurfaceId, string>>> = {
  'chat.completions':
    'Each `data:` line is a chunk; add up the deltas. Usage comes last, if you asked with `stream_options.include_usage`, in a chunk without choices. `data: [DONE]` is the end. A stream without it was cut: its last chunk has an `error`.',
  completions: 'Each `data:` line is a piece of the answer, in the form of the whole. `data: [DONE]` is the end.',
  responses:
    'Each event has its name and a `sequence_number`. `response.created` is the first; `response.completed`, `response.incomplete`, `response.failed` or `error` is the last. A stream without one of these was cut.',
  messages:
    'One `message_start`, then each block with its start, deltas and stop, then `message_delta` with the reason and the usage, then `message_stop`. An `error` event ends a stream that broke.',
};
const OTHERWISE = 'Each event says what it is in `type`; the one that ends with `completed` or `done` is the last.';

export function streamWords(surface: SurfaceId): string {
  return STREAMS[surface] ?? OTHERWISE;
}
