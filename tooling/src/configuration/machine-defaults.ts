import os from 'node:os';

const LENGTH_MAX = 63;

/** A default that differs from machine to machine must not be written into a document: it is named instead. */
export function machineDefaultName(value: unknown): string | undefined {
  const hostName = os
    .hostname()
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, LENGTH_MAX);
  return hostName !== '' && value === hostName ? 'the host name' : undefined;
}
