import { describe, expect, it } from 'vitest';
import { clientAddress, isLoopback } from './client-address.ts';

describe('clientAddress', () => {
  it('ignores x-forwarded-for of an untrusted peer', () => {
    expect(clientAddress({ peer: '203.0.113.9', forwardedFor: '1.2.3.4', trustedHops: 0 })).toBe('203.0.113.9');
  });

  it('takes what the trusted proxy saw, not what the client wrote', () => {
    expect(clientAddress({ peer: '10.0.0.1', forwardedFor: '1.2.3.4, 198.51.100.7', trustedHops: 1 })).toBe('198.51.100.7');
    expect(clientAddress({ peer: '10.0.0.1', forwardedFor: '6.6.6.6, 198.51.100.7, 10.0.0.2', trustedHops: 2 })).toBe('198.51.100.7');
  });

  it('falls back to the peer', () => {
    expect(clientAddress({ peer: '::ffff:127.0.0.1', forwardedFor: undefined, trustedHops: 1 })).toBe('127.0.0.1');
  });
});

describe('isLoopback', () => {
  it.each(['127.0.0.1', '::1', '[::1]', 'localhost', 'app.localhost'])('accepts %s', (address) => {
    expect(isLoopback(address)).toBe(true);
  });
  it.each(['10.0.0.1', '0.0.0.0', '127.0.0.1.example.com', 'localhost.example.com'])('refuses %s', (address) => {
    expect(isLoopback(address)).toBe(false);
  });
});
