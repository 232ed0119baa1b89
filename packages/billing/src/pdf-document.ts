import { Document, Page, StyleSheet, Text, View, renderToBuffer } from '@react-pdf/renderer';
import { createElement, type ReactElement, type ReactNode } from 'react';

// Plain createElement instead of JSX: the worker runs these files as they are, and Node strips types but not JSX.

const styles = StyleSheet.create({
  page: { padding: 40, fontSize: 9, fontFamily: 'Helvetica', color: '#1c1f2a', lineHeight: 1.4 },
  title: { fontSize: 18, fontFamily: 'Helvetica-Bold', marginBottom: 4 },
  subtitle: { fontSize: 10, color: '#5a6072', marginBottom: 16 },
  heading: { fontSize: 11, fontFamily: 'Helvetica-Bold', marginTop: 14, marginBottom: 6 },
  paragraph: { marginBottom: 6, color: '#3b4152' },
  fact: { flexDirection: 'row', justifyContent: 'space-between', paddingVertical: 3, borderBottomWidth: 0.5, borderColor: '#dcdfe8' },
  row: { flexDirection: 'row', paddingVertical: 4, borderBottomWidth: 0.5, borderColor: '#dcdfe8' },
  head: { flexDirection: 'row', paddingVertical: 4, borderBottomWidth: 1, borderColor: '#1c1f2a', fontFamily: 'Helvetica-Bold' },
  cell: { paddingRight: 6 },
  footer: { position: 'absolute', bottom: 20, left: 40, right: 40, fontSize: 8, color: '#5a6072', textAlign: 'center' },
});

export interface PdfColumn {
  readonly title: string;
  /** Share of the width; all of a table add up to 100. */
  readonly widthPercent: number;
  readonly align?: 'left' | 'right';
}

export function heading(text: string): ReactElement {
  return createElement(Text, { key: `heading ${text}`, style: styles.heading, minPresenceAhead: 40 }, text);
}

export function paragraph(text: string): ReactElement {
  return createElement(Text, { key: `paragraph ${text}`, style: styles.paragraph }, text);
}

/** Label on the left, figure on the right. */
export function facts(rows: readonly (readonly [string, string])[]): ReactElement {
  const lines = rows.map(([label, value]) =>
    createElement(View, { key: label, style: styles.fact, wrap: false }, createElement(Text, {}, label), createElement(Text, {}, value)),
  );
  return createElement(View, { key: `facts ${rows[0]?.[0] ?? ''}` }, lines);
}

/** A table whose head is repeated on every page it reaches. */
export function table(columns: readonly PdfColumn[], rows: readonly (readonly string[])[]): ReactElement {
  const line = (cells: readonly string[], style: typeof styles.row, options: { key: string; fixed?: boolean }): ReactElement =>
    createElement(
      View,
      { ...options, style, wrap: false },
      columns.map((column, index) =>
        createElement(
          Text,
          { key: column.title, style: [styles.cell, { width: `${column.widthPercent}%`, textAlign: column.align ?? 'left' }] },
          cells[index] ?? '',
        ),
      ),
    );
  const head = line(
    columns.map((column) => column.title),
    styles.head,
    { key: 'head', fixed: true },
  );
  return createElement(View, { key: `table ${columns.map((column) => column.title).join()}` }, [
    head,
    ...rows.map((cells, index) => line(cells, styles.row, { key: String(index) })),
  ]);
}

/** An A4 document with a title, its parts and page numbers, as the bytes of a PDF. */
export async function renderPdf(document: { readonly title: string; readonly subtitle: string; readonly parts: readonly ReactNode[] }): Promise<Buffer> {
  const footer = createElement(Text, {
    key: 'footer',
    style: styles.footer,
    fixed: true,
    render: ({ pageNumber, totalPages }: { pageNumber: number; totalPages: number }) => `${document.title}, page ${pageNumber} of ${totalPages}`,
  });
  const page = createElement(Page, { key: 'page', size: 'A4', style: styles.page }, [
    createElement(Text, { key: 'title', style: styles.title }, document.title),
    createElement(Text, { key: 'subtitle', style: styles.subtitle }, document.subtitle),
    ...document.parts,
    footer,
  ]);
  return renderToBuffer(createElement(Document, { title: document.title, producer: 'ModelHub' }, page));
}
