import { describe, expect, test } from 'vitest';
import { checkCustomUrl, readCustomUrl, type Resolver } from './custom-url.ts';

const resolvesTo =
  (...addresses: string[]): Resolver =>
  async () =>
    addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

describe('the text of a base URL', () => {
  test('is kept without a slash at its end', () => {
    expect(readCustomUrl(' https://llm.example.com/v1// ', 'public')).toEqual({ kind: 'allowed', url: 'https://llm.example.com/v1' });
    expect(readCustomUrl('https://LLM.example.com:8443', 'public')).toEqual({ kind: 'allowed', url: 'https://llm.example.com:8443' });
  });

  test.each([
    ['http://llm.example.com', /https/],
    ['ftp://llm.example.com', /https/],
    ['file:///etc/passwd', /https/],
    ['llm.example.com', /not a URL/],
    ['https://', /not a URL/],
    ['https://me:secret@llm.example.com', /user name/],
    ['https://llm.example.com/v1?key=1', /query/],
    ['https://llm.example.com/v1#x', /fragment/],
    ['https://127.0.0.1/v1', /private or reserved/],
    // The same address, as URLs let it be written.
    ['https://2130706433/v1', /private or reserved/],
    ['https://0x7f.1/v1', /private or reserved/],
    ['https://0177.0.0.1/v1', /private or reserved/],
    ['https://[::1]/v1', /private or reserved/],
    ['https://[::ffff:7f00:1]/v1', /private or reserved/],
    ['https://169.254.169.254/latest', /private or reserved/],
  ])('%s is refused', (text, reason) => {
    expect(readCustomUrl(text, 'public')).toEqual({ kind: 'refused', reason: expect.stringMatching(reason) as string });
  });

  test('may be plain and private where an installation says so, but never a metadata service', () => {
    expect(readCustomUrl('http://10.1.2.3:8000/v1', 'private-allowed')).toEqual({ kind: 'allowed', url: 'http://10.1.2.3:8000/v1' });
    expect(readCustomUrl('http://169.254.169.254', 'private-allowed').kind).toBe('refused');
  });
});

describe('the host of a base URL', () => {
  test('is allowed where all of its addresses are', async () => {
    expect((await checkCustomUrl('https://llm.example.com', 'public', resolvesTo('93.184.216.34', '2606:4700::1'))).kind).toBe('allowed');
    expect((await checkCustomUrl('https://llm.example.com', 'public', resolvesTo('93.184.216.34', '10.0.0.1'))).kind).toBe('refused');
    expect((await checkCustomUrl('https://llm.example.com', 'public', resolvesTo())).kind).toBe('refused');
    expect((await checkCustomUrl('https://localhost', 'public')).kind).toBe('refused');
  });

  test('that does not exist is a typing error', async () => {
    const check = await checkCustomUrl('https://llm.exmaple.com', 'public', () => Promise.reject(new Error('ENOTFOUND')));
    expect(check).toEqual({ kind: 'refused', reason: expect.stringMatching(/typing error/) as string });
  });
});
