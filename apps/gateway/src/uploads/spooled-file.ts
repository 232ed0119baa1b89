import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { Readable } from 'node:stream';
import type { FormFile } from '@modelhub/providers/types';

/** What is kept in memory of one file; anything larger goes to disk. */
const MEMORY_BYTES_MAX = 1024 * 1024;

/** A file of a form, put aside while it arrives. */
export class SpooledFile implements FormFile {
  readonly field: string;
  readonly fileName: string;
  readonly contentType: string;
  bytes = 0;
  #chunks: Buffer[] = [];
  /** A folder of its own, that nobody else may read. */
  #folder: string | null = null;

  constructor(facts: { readonly field: string; readonly fileName: string; readonly contentType: string }) {
    this.field = facts.field;
    this.fileName = facts.fileName;
    this.contentType = facts.contentType;
  }

  /** Takes the whole stream. The sender is held back while the disk is behind. */
  async write(stream: Readable): Promise<void> {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.#chunks.push(chunk);
      this.bytes += chunk.length;
      if (this.bytes > MEMORY_BYTES_MAX) {
        await this.#toDisk(stream);
        return;
      }
    }
  }

  open(): Readable {
    return this.#folder === null ? Readable.from(this.#chunks, { objectMode: false }) : createReadStream(path.join(this.#folder, 'file'));
  }

  async discard(): Promise<void> {
    this.#chunks = [];
    const folder = this.#folder;
    this.#folder = null;
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }

  async #toDisk(stream: Readable): Promise<void> {
    this.#folder = await mkdtemp(path.join(os.tmpdir(), 'modelhub-upload-'));
    const file = createWriteStream(path.join(this.#folder, 'file'), { mode: 0o600 });
    const finished = once(file, 'close');
    for (const chunk of this.#chunks) file.write(chunk);
    this.#chunks = [];
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      this.bytes += chunk.length;
      if (!file.write(chunk)) await once(file, 'drain');
    }
    file.end();
    await finished;
  }
}
