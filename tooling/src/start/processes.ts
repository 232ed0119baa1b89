import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { readJson, writeJson } from './home.ts';
import { isSameProcess, startOf, type ProcessIdentity } from './process-identity.mjs';
import { signalGroup, signalProcess } from './program.ts';

const recordSchema = z.object({
  name: z.string(),
  pid: z.number().int().positive(),
  start: z.string(),
  stopSignal: z.enum(['SIGTERM', 'SIGINT']),
});

/** A process of an instance, as it is written down for whoever has to end it later. */
export type ProcessRecord = z.infer<typeof recordSchema>;

/** How long what is left gets to end by itself. Everything but PostgreSQL first, which the others write to. */
const END_TIMEOUT_MS = 15_000;

/** The processes of a running instance, kept in a file as they come and go. */
export class ProcessList {
  readonly #file: string;
  readonly #records = new Map<string, ProcessRecord>();
  readonly #onChange: (records: readonly ProcessRecord[]) => void;

  constructor(file: string, onChange: (records: readonly ProcessRecord[]) => void) {
    this.#file = file;
    this.#onChange = onChange;
    this.set('supervisor', { pid: process.pid, start: startOf(process.pid) });
  }

  set(name: string, identity: ProcessIdentity | undefined, stopSignal: ProcessRecord['stopSignal'] = 'SIGTERM'): void {
    if (identity?.start === undefined) this.#records.delete(name);
    else this.#records.set(name, { name, pid: identity.pid, start: identity.start, stopSignal });
    const records = [...this.#records.values()];
    writeJson(this.#file, records);
    this.#onChange(records);
  }

  get pids(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#records.values()].map(({ name, pid }) => [name, pid]));
  }
}

export function readProcesses(file: string): readonly ProcessRecord[] {
  return z.array(recordSchema).catch([]).parse(readJson(file));
}

/** Ends every process of the list that is still the one that was noted: asks first, kills what has not ended in time. Returns how many there were. */
export async function endProcesses(records: readonly ProcessRecord[]): Promise<number> {
  const alive = records.filter((record) => record.pid !== process.pid && isSameProcess(record));
  await endAll(alive.filter(({ name }) => name !== 'postgres'));
  await endAll(alive.filter(({ name }) => name === 'postgres'));
  return alive.length;
}

async function endAll(records: readonly ProcessRecord[]): Promise<void> {
  for (const record of records) signalProcess(record, record.stopSignal);
  const deadlineMs = Date.now() + END_TIMEOUT_MS;
  while (records.some(isSameProcess)) {
    if (Date.now() > deadlineMs) for (const record of records) signalGroup(record, 'SIGKILL');
    await sleep(50);
  }
}
