import { expect, it } from 'vitest';
import { searchEntries } from './search-entries.ts';

it('leads to each place once', () => {
  const hrefs = searchEntries().map(({ href }) => href);
  expect(new Set(hrefs).size).toBe(hrefs.length);
});

it('finds fields, errors, guides and paths', () => {
  const hrefs = searchEntries().map(({ href }) => href);
  expect(hrefs).toEqual(
    expect.arrayContaining([
      '/docs/api/chat-completions#chat-completions-temperature',
      '/docs/api/messages#messages-max_tokens',
      '/docs/errors/budget_exceeded',
      '/docs/guides/leaving',
      '/docs/api/models#models-endpoints',
    ]),
  );
});
