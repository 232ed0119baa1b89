import { BlockList, isIP } from 'node:net';

/** What an address that a customer names may be. */
export type AddressRule =
  /** Reachable from anywhere on the internet. */
  | 'public'
  /** Also this network's own, for installations whose customers are its operators; metadata services stay out of reach. */
  | 'private-allowed';

/** IANA IPv4 Special-Purpose Address Registry: everything in it that is not globally reachable, and multicast. */
const SPECIAL_IPV4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.31.196.0', 24],
  ['192.52.193.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['192.175.48.0', 24],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** IANA IPv6 Special-Purpose Address Registry, within the one block of global unicast addresses. */
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  // Teredo, ORCHID, benchmarking: IETF protocol assignments.
  ['2001::', 23],
  ['2001:db8::', 32],
  // 6to4 holds an IPv4 address, of whatever kind.
  ['2002::', 16],
  ['3fff::', 20],
];

/** Where machines of a cloud ask who they are: never a customer's model. */
const METADATA: readonly (readonly [string, number])[] = [
  ['169.254.0.0', 16],
  ['100.100.100.200', 32],
  ['168.63.129.16', 32],
  ['192.0.0.192', 32],
  ['fe80::', 10],
  ['fd00:ec2::', 32],
  ['fd20:ce::', 32],
];

function listOf(...subnets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of subnets) list.addSubnet(network, prefix, network.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}

const special = listOf(...SPECIAL_IPV4, ...SPECIAL_IPV6, ...METADATA);
const metadata = listOf(...METADATA, ['0.0.0.0', 8], ['224.0.0.0', 3], ['ff00::', 8]);
const globalUnicast = listOf(['2000::', 3]);
const mapped = listOf(['::ffff:0:0', 96]);

/** Whether a connection to this address, a literal of either family, may be made. What is no address may not. */
export function isAllowedAddress(address: string, rule: AddressRule): boolean {
  const bare = address.split('%')[0] ?? '';
  switch (isIP(bare)) {
    case 4:
      return !(rule === 'public' ? special : metadata).check(bare, 'ipv4');
    case 6:
      return isAllowedIpv6(bare, rule);
    default:
      return false;
  }
}

function isAllowedIpv6(address: string, rule: AddressRule): boolean {
  if (rule === 'public') return globalUnicast.check(address, 'ipv6') && !special.check(address, 'ipv6');
  // An IPv4 address in disguise is held to the rules of what it is; `check` looks through the disguise.
  if (mapped.check(address, 'ipv6')) return !metadata.check(address, 'ipv6');
  return address !== '::' && !metadata.check(address, 'ipv6');
}
