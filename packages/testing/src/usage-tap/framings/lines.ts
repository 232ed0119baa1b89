import { parseMessage, type Framing, type Message } from './framing.ts';

/** Lines of JSON, or the `data:` lines of a server-sent event stream. */
export class LineFraming implements Framing {
  readonly #prefix: string;
  readonly #decoder = new TextDecoder();
  #rest = '';

  constructor(prefix: '' | 'data:') {
    this.#prefix = prefix;
  }

  read(bytes: Buffer): Message[] {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => {
      const message = line.startsWith(this.#prefix) ? parseMessage(line.slice(this.#prefix.length)) : null;
      return message === null ? [] : [message];
    });
  }
}
