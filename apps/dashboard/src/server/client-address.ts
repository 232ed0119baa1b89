/** The header under which the server itself notes the client's address; whatever a client sends there is overwritten. */
export const CLIENT_ADDRESS_HEADER = 'x-modelhub-client-address';

export interface ClientAddressInput {
  /** The socket's peer. */
  readonly peer: string | undefined;
  readonly forwardedFor: string | undefined;
  /** Reverse proxies of ours between the client and us. */
  readonly trustedHops: number;
}

/**
 * The client's address. Each trusted proxy appends the peer that it saw, so with n proxies the n-th entry from the right
 * is the truth and everything left of it is whatever the client chose to write.
 */
export function clientAddress({ peer, forwardedFor, trustedHops }: ClientAddressInput): string {
  const direct = (peer ?? 'unknown').replace(/^::ffff:/, '');
  if (trustedHops === 0 || forwardedFor === undefined) return direct;
  const hops = forwardedFor.split(',').map((hop) => hop.trim());
  return hops[Math.max(0, hops.length - trustedHops)] ?? direct;
}

/** True for the addresses that only this machine can connect from. */
export function isLoopback(address: string): boolean {
  const host = address.replace(/^\[|\]$/g, '');
  return host === '::1' || host === 'localhost' || host.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(host);
}
