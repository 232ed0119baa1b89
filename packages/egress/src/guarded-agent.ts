import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { isAllowedAddress, type AddressRule } from './address-rules.ts';
import { systemResolver, type Resolver } from './custom-url.ts';

const CONNECT_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 30_000;

/** The host of a customer stands for an address that may not be called. */
export class ForbiddenAddressError extends Error {
  override readonly name = 'ForbiddenAddressError';
  readonly code = 'ERR_FORBIDDEN_ADDRESS';
}

export interface GuardedAgentOptions {
  readonly rule: AddressRule;
  readonly resolve?: Resolver;
  readonly connectTimeoutMs?: number;
}

/**
 * The one client for addresses that customers name. A name is resolved once for each connection, and the connection goes to an address that was
 * checked: a name that meant something else when it was saved, or means something else a moment later, leads nowhere new. Redirects are answers
 * like any other. Timeouts of answers are the caller's.
 */
export function createGuardedAgent({ rule, resolve = systemResolver, connectTimeoutMs = CONNECT_TIMEOUT_MS }: GuardedAgentOptions): Agent {
  const connect = buildConnector({ timeout: connectTimeoutMs, allowH2: false, lookup: guardedLookup(rule, resolve) });
  return new Agent({
    connect(options, callback) {
      const { protocol, hostname } = options;
      if (protocol !== 'https:' && rule === 'public') {
        callback(new ForbiddenAddressError('only https goes to the address of a customer'), null);
        return;
      }
      // An address needs no look-up, so Node would not ask for one.
      const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
      if (isIP(host) !== 0 && !isAllowedAddress(host, rule)) callback(new ForbiddenAddressError(`${host} may not be called`), null);
      else connect(options, callback);
    },
    connections: null,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
}

/** As `dns.lookup`, for the connection itself. One forbidden address among several forbids them all. */
function guardedLookup(rule: AddressRule, resolve: Resolver): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const usable = options.family === 4 || options.family === 6 ? found.filter(({ family }) => family === options.family) : found;
        const forbidden = found.find(({ address }) => !isAllowedAddress(address, rule));
        const [first] = usable;
        if (forbidden !== undefined) callback(new ForbiddenAddressError(`${hostname} is ${forbidden.address}, which may not be called`), '');
        else if (first === undefined) callback(new ForbiddenAddressError(`${hostname} has no address`), '');
        else if (options.all === true) callback(null, [...usable]);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ''),
    );
  };
}
