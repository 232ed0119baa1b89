import { describe, expect, it } from 'vitest';
import { safePath } from './safe-path.ts';

describe('safePath', () => {
  it('keeps paths of ours with their query', () => {
    expect(safePath('/keys?create=1#top')).toBe('/keys?create=1#top');
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', 'javascript:alert(1)', '', undefined])(
    'does not follow %j',
    (value) => {
      expect(safePath(value)).toBe('/home');
    },
  );
});
