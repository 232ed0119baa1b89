import { conformanceTables } from './probe.ts';

for (const { surface, dialects, rows } of conformanceTables()) {
  process.stdout.write(`\n# ${surface}\n${dialects.map(({ id }) => id).join(' | ')}\n`);
  for (const { parameter, cells } of rows) process.stdout.write(`${parameter.padEnd(46)} ${cells.map((cell) => cell.slice(0, 9).padEnd(10)).join('')}\n`);
}
