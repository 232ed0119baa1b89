const DONE = 'data: [DONE]';

export interface DoneWatch {
  /** For the SDK. */
  readonly fetch: typeof fetch;
  /** The stream with this generation id reached its terminal event. */
  isDone(generationId: string): boolean;
}

/**
 * The SDK ends a stream in the same way whether `[DONE]` came or the connection just ended. What a client may take for a whole answer is
 * told apart here, on the bytes.
 */
export function watchForDone(): DoneWatch {
  const done = new Set<string>();
  return {
    isDone: (generationId) => done.has(generationId),
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const generationId = response.headers.get('x-generation-id');
      if (generationId === null || response.body === null || response.headers.get('content-type')?.startsWith('text/event-stream') !== true) return response;
      const decoder = new TextDecoder();
      let tail = '';
      const body = response.body.pipeThrough(
        new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
          transform(chunk, controller) {
            tail = (tail + decoder.decode(chunk, { stream: true })).slice(-DONE.length * 8);
            if (tail.includes(DONE)) done.add(generationId);
            controller.enqueue(chunk);
          },
        }),
      );
      return new Response(body, { status: response.status, statusText: response.statusText, headers: response.headers });
    },
  };
}
