import { GeistMono } from 'geist/font/mono';
import { GeistSans } from 'geist/font/sans';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import { Providers } from '#src/features/shell/components/providers.tsx';
import './globals.css';

export const metadata: Metadata = {
  title: { default: 'ModelHub: one API key for every AI model', template: '%s · ModelHub' },
  description:
    'One API key for every AI model behind the OpenAI SDK you already use: routing, fallback, a bill that agrees to the cent and uptime you can check.',
};

export const viewport: Viewport = {
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f9fafb' },
    { media: '(prefers-color-scheme: dark)', color: '#0c0d10' },
  ],
};

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body className="min-h-dvh">
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
