import { credentialFieldsOf, defaultAddressOf } from '@modelhub/providers/credential';
import { credentialVariable, PROVIDERS } from '@modelhub/providers/registry';
import type { ProviderEntry } from '@modelhub/providers/types';

const LINE_CHARS = 110;

/** How to reach the real models, by the variables of every provider that there is; for people, in a few lines. */
export function providerKeyLines(): string[] {
  const entries = Object.entries<ProviderEntry>(PROVIDERS).filter(([, entry]) => entry.isOperatorsOwn !== true);
  const ready = entries.filter(([, entry]) => isKeyEnough(entry));
  const others = entries.filter(([, entry]) => !isKeyEnough(entry)).map(([, { adapter }]) => adapter.name);
  return [
    'No provider key is set, so a sandbox answers. For the real models put a key of any provider into .env, and start again:',
    '',
    ...wrapped(ready.map(([id]) => credentialVariable(id, 'apiKey'))),
    '',
    `${others.join(', ')} and servers of your own need more than that: docs/configuration.md has every variable.`,
  ];
}

function isKeyEnough(entry: ProviderEntry): boolean {
  const needed = credentialFieldsOf(entry).filter(({ isOptional }) => isOptional !== true);
  return needed.every(({ name }) => name === 'apiKey') && defaultAddressOf(entry, {}) !== null;
}

function wrapped(names: readonly string[]): string[] {
  const lines: string[] = [];
  for (const name of names) {
    const last = lines.at(-1);
    if (last === undefined || last.length + name.length + 1 > LINE_CHARS) lines.push(`  ${name}`);
    else lines[lines.length - 1] = `${last} ${name}`;
  }
  return lines;
}
