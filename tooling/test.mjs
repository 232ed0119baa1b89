// `npm test`: sets everything up and runs every check and every suite, from nothing but Node 20 and npm. It goes on after a failure, shows
// what failed and nothing else, and ends with the totals alone on the last line. `npm test -- lint unit` runs just those.
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError, bootstrap, root, run } from './bootstrap.mjs';
import { checkResult, playwrightResult, readReport, totalsLine, vitestResult } from './test-report.mjs';

const MINUTE_MS = 60_000;
const HEARTBEAT_MS = 30_000;
const FAILURE_CHARACTERS_MAX = 6_000;
const reports = path.join(root, '.modelhub/test-results');
const bin = (name) => path.join(root, 'node_modules/.bin', name);

const vitest = (project, timeoutMs) => ({
  name: project,
  command: [bin('vitest'), 'run', '--project', project, '--reporter=json', `--outputFile=${path.join(reports, `${project}.json`)}`],
  timeoutMs,
  result: (ended) => vitestResult(readReport(path.join(reports, `${project}.json`)), ended),
});

/** In the order of their price: what fails in a second should be seen first. */
const STAGES = [
  { name: 'format', command: [bin('oxfmt'), '--list-different'], hint: 'not formatted; `pnpm run format` mends it:' },
  { name: 'packages', command: [bin('sherif'), '--fail-on-warnings'] },
  { name: 'lint', command: [bin('oxlint'), '--format=stylish'] },
  { name: 'boundaries', command: ['pnpm', 'run', 'boundaries'] },
  { name: 'dead-code', command: ['pnpm', 'run', 'dead-code'] },
  { name: 'types', command: [bin('turbo'), 'run', 'typecheck', '--continue', '--output-logs=errors-only'], timeoutMs: 10 * MINUTE_MS },
  vitest('unit', 15 * MINUTE_MS),
  vitest('integration', 25 * MINUTE_MS),
  vitest('integration-redis', 15 * MINUTE_MS),
  {
    name: 'e2e',
    command: ['pnpm', '--filter', '@modelhub/e2e', 'run', 'test'],
    timeoutMs: 20 * MINUTE_MS,
    isThere: () => hasTests(path.join(root, 'e2e')),
    result: (ended) => playwrightResult(readReport(path.join(reports, 'e2e.json')), ended),
  },
];

process.exitCode = await main(process.argv.slice(2));

async function main(wanted) {
  const unknown = wanted.filter((name) => !STAGES.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    say(`There is no check called ${unknown.join(', ')}: choose from ${STAGES.map(({ name }) => name).join(', ')}.`);
    return 1;
  }
  const startedMs = Date.now();
  const results = await setUpAndRun(STAGES.filter(({ name, isThere }) => (wanted.length === 0 || wanted.includes(name)) && (isThere?.() ?? true)));
  say(`\n${seconds(Date.now() - startedMs)} in all`);
  say(totalsLine(results));
  return results.some(({ failed }) => failed > 0) ? 1 : 0;
}

async function setUpAndRun(stages) {
  let tools;
  try {
    tools = await bootstrap({ onStep: (step) => say(`${step} ...`) });
  } catch (error) {
    if (!(error instanceof BootstrapError)) throw error;
    say(`${error.output}\n${error.message}`);
    return [{ passed: 0, failed: 1, skipped: 0 }];
  }
  mkdirSync(reports, { recursive: true });
  const env = { ...tools.env, NO_COLOR: '1', CI: '1' };
  delete env.FORCE_COLOR;
  const results = [];
  for (const stage of stages) results.push(await runStage(stage, env));
  return results;
}

async function runStage(stage, env) {
  rmSync(path.join(reports, `${stage.name}.json`), { force: true });
  const startedMs = Date.now();
  const heartbeat = setInterval(() => say(`${stage.name}: running, ${seconds(Date.now() - startedMs)}`), HEARTBEAT_MS);
  const [command, ...args] = stage.command;
  const ended = await run(command, args, { env, timeoutMs: stage.timeoutMs ?? 6 * MINUTE_MS });
  clearInterval(heartbeat);
  const result = stage.result?.(ended) ?? checkResult(ended.code, stage.hint === undefined ? ended.output : `${stage.hint}\n${ended.output}`);
  const counts = stage.result === undefined ? '' : `, ${totalsLine([result])}`;
  say(`${result.failed === 0 ? 'ok    ' : 'FAILED'} ${stage.name}${counts} (${seconds(Date.now() - startedMs)})`);
  for (const failure of result.failures) say(indented(shortened(failure)));
  return result;
}

function hasTests(folder) {
  if (!existsSync(path.join(folder, 'playwright.config.ts'))) return false;
  const files = readdirSync(folder, { withFileTypes: true, recursive: true });
  return files.some((file) => file.name.endsWith('.spec.ts') && !(file.parentPath ?? file.path).includes('node_modules'));
}

/** The beginning and the end, where tools say what is wrong. */
function shortened(text) {
  if (text.length <= FAILURE_CHARACTERS_MAX) return text;
  const half = FAILURE_CHARACTERS_MAX / 2;
  return `${text.slice(0, half)}\n... ${text.length - FAILURE_CHARACTERS_MAX} characters left out ...\n${text.slice(-half)}`;
}

function indented(text) {
  return `${text.trim().replaceAll(/^/gm, '    ')}\n`;
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
