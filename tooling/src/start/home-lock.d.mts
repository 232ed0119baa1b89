/**
 * Takes the lock of a home folder for this process, or finds it taken already by this one or its parent. A lock whose process is gone
 * counts for nothing.
 */
export function takeLock(home: string): { readonly isTaken: true; readonly release: () => void } | { readonly isTaken: false; readonly pid: number };
