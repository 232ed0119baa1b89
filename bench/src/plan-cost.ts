import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { PlanningCost } from './goals.ts';
import { startPinned, TARGET_CORE } from './pinned-process.ts';

const CANDIDATES = 20;

/** Plans routes in a process of its own, on the core of the targets. */
export async function measurePlanning(): Promise<PlanningCost> {
  const script = path.join(import.meta.dirname, 'plan-route.ts');
  const { child } = startPinned({ core: TARGET_CORE, program: process.execPath, args: [script, String(CANDIDATES)] });
  if (child.stdout === null) throw new Error('planning has no output');
  const printed = await text(child.stdout);
  if (printed === '') throw new Error('planning a route failed: see above');
  return JSON.parse(printed) as PlanningCost;
}
