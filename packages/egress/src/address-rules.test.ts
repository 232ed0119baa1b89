import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowedAddress } from './address-rules.ts';

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '93.184.216.34',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.0',
  '2606:4700:4700::1111',
  '2a00:1450:4001::1',
];
const PRIVATE = [
  '10.0.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '100.127.255.255',
  '::1',
  'fd12:3456::1',
  'fc00::1',
];
const NOBODYS = ['0.0.0.0', '0.1.2.3', '224.0.0.1', '239.255.255.255', '255.255.255.255', '240.0.0.1', '::', 'ff02::1'];
const METADATA = [
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
];
const RESERVED = [
  '192.0.0.1',
  '192.0.2.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  '64:ff9b::7f00:1',
  'fec0::1',
  '100::1',
  '3fff::1',
  '::127.0.0.1',
];
const MAPPED = ['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:10.0.0.1', '::FFFF:192.168.0.1', '::ffff:8.8.8.8'];

describe('of the internet alone', () => {
  test.each(PUBLIC)('%s is allowed', (address) => expect(isAllowedAddress(address, 'public')).toBe(true));
  test.each([...PRIVATE, ...NOBODYS, ...METADATA, ...RESERVED, ...MAPPED])('%s is not', (address) => expect(isAllowedAddress(address, 'public')).toBe(false));
  test.each(['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '[::1]', '1.1.1.1:80'])('%j is no address', (text) =>
    expect(isAllowedAddress(text, 'public')).toBe(false),
  );

  test('no address of a private network is allowed, however it is written', () => {
    const octet = fc.integer({ min: 0, max: 255 });
    const network = fc.oneof(
      fc.tuple(fc.constantFrom(10, 127, 0), octet, octet, octet),
      fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
      fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
      fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
      fc.tuple(fc.constant(100), fc.integer({ min: 64, max: 127 }), octet, octet),
    );
    fc.assert(
      fc.property(network, (octets) => {
        const dotted = octets.join('.');
        const hex = octets.map((one) => one.toString(16).padStart(2, '0'));
        const words = `${hex[0]}${hex[1]}:${hex[2]}${hex[3]}`;
        for (const address of [dotted, `::ffff:${dotted}`, `::ffff:${words}`, `::${words}`, `2002:${words}::1`, `64:ff9b::${words}`]) {
          expect(isAllowedAddress(address, 'public'), address).toBe(false);
        }
      }),
    );
  });
});

describe('with private networks', () => {
  test.each([...PUBLIC, ...PRIVATE, '::ffff:127.0.0.1', '::ffff:10.0.0.1'])('%s is allowed', (address) =>
    expect(isAllowedAddress(address, 'private-allowed')).toBe(true),
  );
  test.each([...NOBODYS, ...METADATA, 'localhost'])('%s is not', (address) => expect(isAllowedAddress(address, 'private-allowed')).toBe(false));
});
