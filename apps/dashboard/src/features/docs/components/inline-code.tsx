/** A sentence in which `words between backticks` are code. */
export function InlineCode({ text }: { readonly text: string }) {
  return text.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={index} className="rounded-xs bg-sunken px-1 py-0.5 text-[0.92em] text-ink">
        {part}
      </code>
    ),
  );
}
