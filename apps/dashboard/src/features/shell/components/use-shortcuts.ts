'use client';

import { useEffect, useRef } from 'react';

const CHORD_MS = 900;

export interface ShortcutHandlers {
  readonly onPalette: () => void;
  readonly onHelp: () => void;
  /** The second key after `g`. Returns whether it meant something. */
  readonly onGo: (key: string) => boolean;
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/** Cmd/Ctrl-K anywhere; `?` and `g` chords wherever nothing is being typed. */
export function useShortcuts({ onPalette, onHelp, onGo }: ShortcutHandlers): void {
  const chordUntilMs = useRef(0);
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        onPalette();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (event.timeStamp < chordUntilMs.current) {
        chordUntilMs.current = 0;
        if (onGo(event.key.toLowerCase())) event.preventDefault();
        return;
      }
      if (event.key === 'g') chordUntilMs.current = event.timeStamp + CHORD_MS;
      if (event.key === '?') onHelp();
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onPalette, onHelp, onGo]);
}
