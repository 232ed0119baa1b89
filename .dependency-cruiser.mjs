// Who may import whom (docs/architecture.md, "Folders"). Run by `pnpm run boundaries`; tooling/boundaries.test.ts has a tree that
// breaks each of these rules, and a test that every one of them says so.

/** What each of our packages may import of the others. Tests may use `testing` besides. */
const MAY_IMPORT = {
  core: [],
  'api-schemas': [],
  catalog: ['core'],
  routing: ['core', 'catalog'],
  providers: ['core', 'catalog'],
  surfaces: ['core', 'catalog', 'providers', 'routing'],
  tokens: ['core', 'catalog', 'providers'],
  egress: [],
  queues: ['core'],
  state: ['core'],
  db: ['core'],
  access: ['core', 'db', 'state', 'limits'],
  limits: ['core', 'state'],
  metering: ['core', 'catalog', 'db', 'queues'],
  billing: ['core', 'db', 'metering'],
  observability: ['core'],
  ui: [],
};

const TEST_FILES = '\\.(test|spec|contract)\\.tsx?$|/(testing|campaign|bench)/|/test-[a-z-]+\\.ts$';

const layers = Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
  name: `layers-${name}`,
  comment: `packages/${name} imports ${allowed.length === 0 ? 'none of ours' : allowed.join(', ')} and itself`,
  severity: 'error',
  from: { path: `^packages/${name}/src/`, pathNot: TEST_FILES },
  to: { path: '^(apps|packages|prisma|e2e|bench|tooling)/', pathNot: `^packages/(${[name, ...allowed].join('|')})/` },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layers,
    {
      name: 'no-cycles',
      comment: 'what needs each other belongs together, or one of them is two things',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'apps-apart',
      comment: 'apps never import apps: what two of them need is a package',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'packages-below-apps',
      comment: 'a package knows no app',
      severity: 'error',
      from: { path: '^(packages|prisma)/' },
      to: { path: '^apps/' },
    },
    {
      name: 'generated-client-in-db-only',
      comment: 'others get a client that works under a role, from @modelhub/db/client',
      severity: 'error',
      from: { pathNot: '^packages/db/' },
      to: { path: 'packages/db/src/generated/|(^|/)@prisma/client/' },
    },
    {
      name: 'billing-for-worker-and-dashboard',
      comment: 'the data plane never touches billing',
      severity: 'error',
      from: { pathNot: '^(packages/billing|apps/(worker|dashboard)|e2e|bench|tooling)/' },
      to: { path: '^packages/billing/' },
    },
    {
      name: 'gateway-without-control-plane',
      comment: 'serving a request needs no job queue and no component of the web app',
      severity: 'error',
      from: { path: '^apps/gateway/', pathNot: TEST_FILES },
      to: { path: '^packages/(billing|queues|ui)/' },
    },
    {
      name: 'routing-is-pure',
      comment: 'a plan follows from its arguments: no input, no output, no library but core and catalog',
      severity: 'error',
      from: { path: '^packages/routing/src/', pathNot: TEST_FILES },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer', 'npm-optional'], dependencyTypesNot: ['aliased-workspace'] },
    },
    {
      name: 'providers-without-database-and-server',
      comment: 'an adapter translates; it neither stores nor serves',
      severity: 'error',
      from: { path: '^packages/providers/src/', pathNot: TEST_FILES },
      to: { path: '(^|/)node_modules/(pg|@prisma/[^/]+|fastify|ioredis|bullmq)/' },
    },
    {
      name: 'testing-in-tests-only',
      comment: 'stand-ins serve tests, the demo and the benchmarks',
      severity: 'error',
      from: { path: '^(apps|packages|prisma)/', pathNot: `${TEST_FILES}|^packages/testing/` },
      to: { path: '^packages/testing/' },
    },
    {
      name: 'tests-are-nobodys-source',
      comment: 'a test file is imported by nothing',
      severity: 'error',
      from: {},
      to: { path: '\\.(test|spec)\\.tsx?$' },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere, or to a package that package.json does not name',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\.css$|^server-only$' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'packages/db/src/generated'] },
    exclude: { path: ['\\.next/', '^bench/\\.peers/'] },
    // Imports of types bind as well.
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'], mainFields: ['main', 'types'] },
    cache: false,
  },
};
