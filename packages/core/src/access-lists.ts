/** Models and providers that an organization or a key may use, or may not. An empty list of what is allowed allows all; what is denied is denied all the same. */
export interface AccessLists {
  readonly scope: 'organization' | 'key';
  /** Canonical model ids. */
  readonly allowedModels: ReadonlySet<string>;
  readonly deniedModels: ReadonlySet<string>;
  readonly allowedProviders: ReadonlySet<string>;
  readonly deniedProviders: ReadonlySet<string>;
}

/** Whether they leave anything out at all. */
export function areEmpty(lists: AccessLists): boolean {
  return lists.allowedModels.size + lists.deniedModels.size + lists.allowedProviders.size + lists.deniedProviders.size === 0;
}

/** Whose lists leave a model out; null when it may be used. */
export function modelRefusedBy(all: readonly AccessLists[], model: string): AccessLists['scope'] | null {
  for (const { scope, allowedModels, deniedModels } of all) {
    if (deniedModels.has(model) || (allowedModels.size > 0 && !allowedModels.has(model))) return scope;
  }
  return null;
}

/** Whose lists leave a provider out; null when it may be used. */
export function providerRefusedBy(all: readonly AccessLists[], provider: string): AccessLists['scope'] | null {
  for (const { scope, allowedProviders, deniedProviders } of all) {
    if (deniedProviders.has(provider) || (allowedProviders.size > 0 && !allowedProviders.has(provider))) return scope;
  }
  return null;
}
