import { closeSync, fdatasync, openSync, rmSync, writeSync } from 'node:fs';

/** The calls that a journal makes on the file system; tests put a failing disk in their place. */
export interface JournalFiles {
  /** Creates a file that must not exist, for appending. */
  create(path: string): number;
  write(fd: number, buffer: Buffer, range: { readonly offset: number; readonly length: number }): number;
  close(fd: number): void;
  remove(path: string): void;
  sync(fd: number, done: (error: Error | null) => void): void;
}

export const realFiles: JournalFiles = {
  create: (path) => openSync(path, 'ax', 0o640),
  write: (fd, buffer, { offset, length }) => writeSync(fd, buffer, offset, length),
  close: closeSync,
  remove: (path) => rmSync(path, { force: true }),
  sync: fdatasync,
};

/** Writes all of it, or throws; a short write without an error is continued. */
export function writeFully(files: JournalFiles, fd: number, buffer: Buffer): void {
  let offset = 0;
  while (offset < buffer.length) {
    const written = files.write(fd, buffer, { offset, length: buffer.length - offset });
    if (written <= 0) throw new Error('the disk took no bytes');
    offset += written;
  }
}
