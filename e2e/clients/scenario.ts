import type { Connection } from './connection.ts';
import type { Lack } from './dialects.ts';

/**
 * Does with a client what people do with it, streamed and not, and throws where the two differ. What it returns is compared between dialects: the same
 * conversation has to have arrived everywhere, since what answers knows nothing but the conversation.
 */
export type Scenario = (connection: Connection) => Promise<unknown>;

interface Special {
  readonly run: Scenario;
  /** Where a dialect lacks it, the client has to be told so. */
  readonly needs?: readonly Lack[];
  /** The client asks for something that it goes on without when it is refused. */
  readonly isRefusedFirst?: true;
}

export interface Client {
  readonly name: string;
  readonly scenarios: Readonly<Record<string, Scenario | Special>>;
  /** For models that reason. */
  readonly reasoning?: Readonly<Record<string, Scenario>>;
}
