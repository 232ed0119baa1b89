import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeVariables } from './describe-schema.ts';
import { renderConfiguration } from './render.ts';

describe('docs/configuration.md', () => {
  it('is what the schemas say now; `pnpm run docs:configuration` writes it anew', () => {
    const file = path.resolve(import.meta.dirname, '../../../docs/configuration.md');
    expect(readFileSync(file, 'utf8')).toBe(renderConfiguration());
  });

  it('has a meaning for every variable', () => {
    const rows = renderConfiguration()
      .split('\n')
      .filter((line) => /^\| `[A-Z]/.test(line) && line.split(' | ').length === 4);
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) expect(row).toMatch(/\S{3,} \|$/);
  });
});

describe('describeVariables', () => {
  it('tells required, optional and defaulted variables apart', () => {
    const described = describeVariables({
      PORT: z.coerce.number().int().min(1).max(65_535).default(3000).describe('Port.'),
      NEEDED: z.string().min(16).describe('Secret.'),
      MAYBE: z.url().optional().describe('Address.'),
      LEVEL: z.enum(['info', 'error']).default('info').describe('Level.'),
    });
    expect(described).toEqual([
      { name: 'PORT', values: '1 to 65535', default: '`3000`', isRequired: false, meaning: 'Port.' },
      { name: 'NEEDED', values: 'text, 16 characters or more', default: undefined, isRequired: true, meaning: 'Secret.' },
      { name: 'MAYBE', values: 'URL', default: undefined, isRequired: false, meaning: 'Address.' },
      { name: 'LEVEL', values: '`info`, `error`', default: '`info`', isRequired: false, meaning: 'Level.' },
    ]);
  });

  it('names a default that comes from the machine, so that the document is the same everywhere', () => {
    const [variable] = describeVariables({
      ID: z.string().default(() =>
        os
          .hostname()
          .replaceAll(/[^A-Za-z0-9._-]/g, '-')
          .slice(0, 63),
      ),
    });
    expect(variable?.default).toBe('the host name');
  });
});
