import { readdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

const SEGMENT = /^(\d{15})\.journal$/;

export interface Segment {
  readonly sequence: number;
  readonly name: string;
  readonly path: string;
}

/** A gateway's id is a folder name: nothing that could lead out of the journal directory. */
export function assertGatewayId(gatewayId: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(gatewayId)) {
    throw new RangeError(`"${gatewayId}" is no gateway id: use up to 100 letters, digits, dots, dashes and underscores`);
  }
}

export function segmentAt(folder: string, sequence: number): Segment {
  const name = `${String(sequence).padStart(15, '0')}.journal`;
  return { sequence, name, path: path.join(folder, name) };
}

function segmentsOf(folder: string, names: readonly string[]): Segment[] {
  return names
    .flatMap((name) => {
      const match = SEGMENT.exec(name);
      return match ? [segmentAt(folder, Number(match[1]))] : [];
    })
    .sort((a, b) => a.sequence - b.sequence);
}

/** A folder's segments, oldest first; none when the folder does not exist. */
export async function listSegments(folder: string): Promise<Segment[]> {
  return segmentsOf(folder, await readdir(folder).catch(ignoreMissing));
}

export function listSegmentsSync(folder: string): Segment[] {
  return segmentsOf(folder, readdirSync(folder));
}

/** The gateways that have a folder, sorted. */
export async function listGateways(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(ignoreMissing);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function ignoreMissing(error: unknown): never[] {
  if (isMissing(error)) return [];
  throw error;
}
