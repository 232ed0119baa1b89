import { ChartColumn, CreditCard, House, KeyRound, LibraryBig, Route, ScrollText, Settings, type LucideIcon } from 'lucide-react';

export interface NavigationItem {
  readonly href: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** Pressed after `g`. */
  readonly key: string;
  readonly keywords: readonly string[];
}

/** The places of the signed-in product, in the order of the sidebar. At most nine. */
export const NAVIGATION: readonly NavigationItem[] = [
  { href: '/home', label: 'Home', icon: House, key: 'h', keywords: ['dashboard', 'overview', 'start'] },
  { href: '/requests', label: 'Requests', icon: ScrollText, key: 'r', keywords: ['log', 'generation', 'error', 'latency'] },
  { href: '/usage', label: 'Usage', icon: ChartColumn, key: 'u', keywords: ['cost', 'tokens', 'spend', 'chart'] },
  { href: '/keys', label: 'Keys', icon: KeyRound, key: 'k', keywords: ['api key', 'create', 'revoke', 'limit'] },
  { href: '/policies', label: 'Policies', icon: Route, key: 'p', keywords: ['routing', 'fallback', 'rules', 'steps'] },
  { href: '/models', label: 'Models', icon: LibraryBig, key: 'm', keywords: ['catalog', 'prices'] },
  { href: '/billing', label: 'Billing', icon: CreditCard, key: 'b', keywords: ['invoice', 'card', 'payment', 'stripe'] },
  { href: '/settings', label: 'Settings', icon: Settings, key: 's', keywords: ['organization', 'members', 'project'] },
];
