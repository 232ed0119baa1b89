// Ends the programs of an instance when its supervisor is gone without having done so (kill -9, out of memory). The supervisor holds
// the other end of this process's input and writes the list of programs to it, one JSON array a line; the end of the input is the
// supervisor's end, of whatever cause. An empty list last means that there is nothing to do.
import { createInterface } from 'node:readline';
import { endProcesses, type ProcessRecord } from './processes.ts';

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

let records: readonly ProcessRecord[] = [];
for await (const line of createInterface({ input: process.stdin })) records = JSON.parse(line) as ProcessRecord[];
await endProcesses(records.filter(({ name }) => name !== 'guardian' && name !== 'supervisor'));
