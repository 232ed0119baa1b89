import type { Clock } from '@modelhub/core/clock';
import type { Logger } from '@modelhub/observability/logger';
import { parseServiceAccount, TOKEN_URL } from '@modelhub/providers/google-vertex/service-account';
import type { ConfiguredProvider } from '@modelhub/providers/registry';
import type { ProviderConnection } from '@modelhub/providers/types';
import { TokenSource } from './token-source.ts';

const PROVIDER = 'google-vertex';

export interface GoogleSignInOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Google's own, but for tests. */
  readonly tokenUrl?: string;
  readonly retryMs?: number;
}

/** An account that nobody has called with for that long is not signed in again until somebody does. */
const IDLE_MS = 3_600_000;

interface SignedIn {
  readonly source: TokenSource;
  readonly projectId: string | null;
  usedAtMs: number;
  /** One of our own, which is always at hand. */
  isKept: boolean;
}

/** Service accounts of Google's, each exchanged for tokens as long as it is in use. */
export class GoogleSignIn {
  readonly #options: GoogleSignInOptions;
  /** By the account's JSON. */
  readonly #accounts = new Map<string, SignedIn>();

  constructor(options: GoogleSignInOptions) {
    this.#options = options;
  }

  /**
   * The same connection with a token for its key, where that is a service account; the project is the account's own unless the credential names one. Waits for the
   * first token, or for the attempt to fail: from then on the key throws `provider_unavailable` until there is one. Rejects with a RangeError where the account cannot sign.
   */
  async connect(connection: ProviderConnection): Promise<ProviderConnection> {
    const account = this.#accountOf(connection.apiKey);
    if (account === null) return connection;
    account.usedAtMs = this.#options.clock.nowMs();
    const { source, projectId } = account;
    await source.ready;
    const project = connection.extra?.['project'] ?? projectId;
    return {
      baseUrl: connection.baseUrl,
      extra: { ...connection.extra, ...(project === null ? {} : { project }) },
      get apiKey() {
        return source.token;
      },
    };
  }

  #accountOf(json: string): SignedIn | null {
    const known = this.#accounts.get(json);
    if (known !== undefined && !known.source.isClosed) return known;
    const account = parseServiceAccount(json);
    if (account === null) return null;
    const { clock, logger, tokenUrl = TOKEN_URL, retryMs } = this.#options;
    const isWanted = (): boolean => signedIn.isKept || clock.nowMs() - signedIn.usedAtMs < IDLE_MS;
    const onFailure = (error: Error): void => logger.warn({ err: error }, 'signing in at Google failed');
    const source = new TokenSource(account, { clock, tokenUrl, onFailure, isWanted, ...(retryMs === undefined ? {} : { retryMs }) });
    const signedIn: SignedIn = { source, projectId: account.projectId, usedAtMs: clock.nowMs(), isKept: false };
    this.#accounts.set(json, signedIn);
    return signedIn;
  }

  /** The configured providers, Vertex AI among them signed in. A service account that cannot sign is no reason for silence: rejects, naming the variable. */
  async connectAll(providers: ReadonlyMap<string, ConfiguredProvider>): Promise<ReadonlyMap<string, ConfiguredProvider>> {
    const vertex = providers.get(PROVIDER);
    if (vertex === undefined) return providers;
    try {
      const account = this.#accountOf(vertex.connection.apiKey);
      if (account !== null) account.isKept = true;
      return new Map(providers).set(PROVIDER, { ...vertex, connection: await this.connect(vertex.connection) });
    } catch (error) {
      throw error instanceof RangeError ? new RangeError(`GOOGLE_VERTEX_API_KEY cannot be used. ${error.message}`) : error;
    }
  }

  close(): void {
    for (const { source } of this.#accounts.values()) source.close();
    this.#accounts.clear();
  }
}
