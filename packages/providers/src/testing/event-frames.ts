import { crc32 } from 'node:zlib';

/** A message of `application/vnd.amazon.eventstream`, written by the book: for captures, and for tests of what reads them. */
export function eventFrame(headers: Readonly<Record<string, string>>, payload: string): Buffer {
  return rawFrame(Buffer.concat(Object.entries(headers).map(([name, value]) => header(name, value))), Buffer.from(payload));
}

/** The same of headers that are written already. */
export function rawFrame(headers: Buffer, payload: Buffer): Buffer {
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + payload.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  const message = Buffer.concat([prelude, checksum(prelude), headers, payload]);
  return Buffer.concat([message, checksum(message)]);
}

/** An event of a model's answer. */
export function answerFrame(type: string, payload: unknown): Buffer {
  return eventFrame({ ':event-type': type, ':content-type': 'application/json', ':message-type': 'event' }, JSON.stringify(payload));
}

/** An exception in the middle of a stream. */
export function exceptionFrame(type: string, message: string): Buffer {
  return eventFrame({ ':exception-type': type, ':content-type': 'application/json', ':message-type': 'exception' }, JSON.stringify({ message }));
}

/** The frames that a stream consists of; whatever is no whole frame is the last piece. */
export function splitFrames(stream: Buffer): Buffer[] {
  const frames: Buffer[] = [];
  let at = 0;
  while (stream.length - at >= 16) {
    const length = stream.readUInt32BE(at);
    if (length < 16 || length > stream.length - at) break;
    frames.push(stream.subarray(at, at + length));
    at += length;
  }
  return at < stream.length ? [...frames, stream.subarray(at)] : frames;
}

/** The same frame with another payload. */
export function withPayload(frame: Buffer, change: (payload: string) => string): Buffer {
  const headersEnd = 12 + frame.readUInt32BE(4);
  const payload = Buffer.from(change(frame.toString('utf8', headersEnd, frame.length - 4)));
  return rawFrame(frame.subarray(12, headersEnd), payload);
}

function header(name: string, value: string): Buffer {
  const text = Buffer.from(value);
  return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7, text.length >> 8, text.length & 0xff]), text]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes), 0);
  return sum;
}
