import type { PrincipalCache } from '@modelhub/access/principal-cache';
import type { Clock } from '@modelhub/core/clock';
import type { LimitService, SpentReader } from '@modelhub/limits/types';
import type { JournalWriter } from '@modelhub/metering/journal/types';
import type { Logger } from '@modelhub/observability/logger';
import type { ConfiguredProvider } from '@modelhub/providers/registry';
import type { TokenCounter } from '@modelhub/tokens/token-counter';
import type pg from 'pg';
import type { EndpointFiguresReader } from './account/endpoint-figures.ts';
import type { ProviderAccounts } from './accounts/provider-account.ts';
import type { HealthTracker } from './health/health-tracker.ts';
import type { RetryBudget } from './health/retry-budget.ts';
import type { SessionCaches } from './health/session-caches.ts';
import type { GatewayMetrics } from './metrics.ts';
import type { RequestWatch } from './pipeline/request-watch.ts';
import type { UnreadAnswers } from './pipeline/unread-answers.ts';
import type { BackgroundRuns } from './responses/background-runs.ts';
import type { ResponseStore } from './responses/response-store.ts';
import type { GoogleSignIn } from './upstream/google-sign-in.ts';
import type { Upstreams } from './upstream/upstreams.ts';

/** Everything that serves requests, made once at start and handed down; nothing of it is global. */
export interface Gateway {
  readonly id: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly principals: PrincipalCache;
  readonly limits: LimitService;
  readonly journal: JournalWriter;
  /** Providers that can be called, by id. */
  readonly providers: ReadonlyMap<string, ConfiguredProvider>;
  readonly accounts: ProviderAccounts;
  /** Exchanges the service accounts of customers, too. */
  readonly signIn: GoogleSignIn;
  readonly upstreams: Upstreams;
  /** The ledger and the spend so far, for callers that ask about themselves. */
  readonly tokens: TokenCounter;
  readonly figures: EndpointFiguresReader;
  readonly ledger: { readonly pool: pg.Pool; readonly readSpent: SpentReader };
  readonly health: HealthTracker;
  readonly retryBudget: RetryBudget;
  readonly sessionCaches: SessionCaches;
  readonly metrics: GatewayMetrics;
  readonly watch: RequestWatch;
  /** Looks after every connection of a client. */
  readonly unreadAnswers: UnreadAnswers;
  /** Responses that clients may come back to. */
  readonly responses: ResponseStore;
  readonly backgroundRuns: BackgroundRuns;
  readonly settings: GatewaySettings;
}

export interface GatewaySettings {
  readonly dashboardUrl: string;
  readonly bodyBytesMax: number;
  readonly formBytesMax: number;
  readonly requestsInFlightMax: number;
  readonly startTimeoutMs: number;
  readonly firstTokenTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly wholeStartTimeoutMs: number;
  readonly totalTimeoutMs: number;
  readonly streamTotalTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly attemptsWithinMs: number;
}
