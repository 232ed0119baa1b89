import { Link } from '@modelhub/ui/link';
import { Logo } from '@modelhub/ui/logo';
import { StatusDot, type Status } from '@modelhub/ui/status-dot';
import { ThemeToggle } from '@modelhub/ui/theme';

const COLUMNS = [
  {
    title: 'Product',
    links: [
      { href: '/models', label: 'Models' },
      { href: '/pricing', label: 'Pricing' },
      { href: '/status', label: 'Status' },
    ],
  },
  {
    title: 'Docs',
    links: [
      { href: '/docs', label: 'Quickstart' },
      { href: '/docs/errors', label: 'Error codes' },
      { href: '/pricing#who-pays', label: 'Who pays for what' },
    ],
  },
  {
    title: 'Account',
    links: [
      { href: '/signup', label: 'Create an account' },
      { href: '/login', label: 'Sign in' },
    ],
  },
] as const;

/** The foot of every public page, with the state of this instance in a word. */
export function SiteFooter({ status }: { readonly status: Status }) {
  return (
    <footer className="border-t border-line">
      <div className="mx-auto grid w-full max-w-[1200px] grid-cols-2 gap-10 px-4 py-12 sm:grid-cols-[minmax(0,2fr)_repeat(3,minmax(0,1fr))] sm:px-6">
        <div className="flex flex-col items-start gap-4 max-sm:col-span-2">
          <Logo />
          <Link quiet href="/status">
            <StatusDot status={status} label={status === 'unknown' ? 'Too few requests to say' : undefined} />
          </Link>
          <ThemeToggle />
        </div>
        {COLUMNS.map((column) => (
          <nav key={column.title} aria-label={column.title}>
            <h2 className="text-sm font-medium">{column.title}</h2>
            <ul className="mt-3 flex flex-col gap-2.5 max-sm:gap-4">
              {column.links.map((link) => (
                <li key={link.href}>
                  <Link quiet href={link.href} className="text-sm">
                    {link.label}
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        ))}
      </div>
    </footer>
  );
}
