/** Everything that floats looks the same: one elevation, one radius, one motion. */
export const popupClass = 'mh-popup rounded-lg bg-raised text-ink shadow-float outline-none';

/** One line of a menu or list box. */
export const menuItemClass =
  'relative flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 py-1.5 text-sm text-ink outline-none select-none max-sm:min-h-10 ' +
  'data-highlighted:bg-hover data-disabled:pointer-events-none data-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0';
