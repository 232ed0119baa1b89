import { describe, expect, it } from 'vitest';
import { isForeignOrigin } from './same-origin.ts';

const URL_OF_OURS = 'https://app.example.com';
const request = (headers: Record<string, string>) => ({ method: 'POST', headers: new Headers(headers) });

describe('isForeignOrigin', () => {
  it('lets our own pages through', () => {
    expect(isForeignOrigin(request({ 'sec-fetch-site': 'same-origin' }), URL_OF_OURS)).toBe(false);
    expect(isForeignOrigin(request({ origin: URL_OF_OURS }), URL_OF_OURS)).toBe(false);
  });

  it.each([{ 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }, { origin: 'https://evil.example' }, { origin: 'null' }])(
    'stops %j',
    (headers) => {
      expect(isForeignOrigin(request(headers), URL_OF_OURS)).toBe(true);
    },
  );
});
