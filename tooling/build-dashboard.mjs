// Builds the dashboard when something that goes into it has changed. Zero dependencies, Node 20.
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BootstrapError, fingerprint, root, run } from './bootstrap.mjs';

const app = path.join(root, 'apps/dashboard');
const mark = path.join(app, '.next/.modelhub-built');

/** Runs `next build` unless the last build was of the same sources. `tools` is what `bootstrap` returned. Throws `BootstrapError`. */
export async function buildDashboard(tools, { onStep = () => {} } = {}) {
  const wanted = fingerprint(inputs());
  if (existsSync(path.join(app, '.next/BUILD_ID')) && existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  onStep('building the dashboard');
  rmSync(mark, { force: true });
  const next = path.join(app, 'node_modules/next/dist/bin/next');
  const { code, output } = await run(tools.node, [next, 'build'], { cwd: app, env: { ...tools.env, NODE_ENV: 'production' } });
  if (code !== 0) throw new BootstrapError('The dashboard could not be built: see the output, mend what it names, then run this again.', output);
  writeFileSync(mark, wanted);
}

/** Sources of the dashboard and of every package it may bundle, in a fixed order. */
function inputs() {
  const packages = path.join(root, 'packages');
  return [
    ...filesIn(app),
    ...readdirSync(packages)
      .sort()
      .flatMap((name) => filesIn(path.join(packages, name))),
    path.join(root, 'pnpm-lock.yaml'),
    path.join(root, 'tooling/tsconfig.base.json'),
  ];
}

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.') && name !== 'node_modules' && name !== 'next-env.d.ts' && name !== '__fixtures__')
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesIn(full);
      return /\.test\.tsx?$|\.tsbuildinfo$/.test(entry.name) ? [] : [full];
    });
}
