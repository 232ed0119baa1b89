import type { ReactNode } from 'react';
import { GeistSans } from 'geist/font/sans';
import './globals.css';

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en" className={GeistSans.variable} suppressHydrationWarning>
      <body>{children}</body>
    </html>
  );
}
