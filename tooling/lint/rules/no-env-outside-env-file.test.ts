import { ruleTester } from '../rule-tester.ts';
import { noEnvOutsideEnvFile } from './no-env-outside-env-file.ts';

const errors = [{ messageId: 'env' }];

ruleTester.run('no-env-outside-env-file', noEnvOutsideEnvFile, {
  valid: [
    `import { readEnv } from './env.ts'; const port = readEnv().PORT;`,
    `process.exit(1); process.argv[2];`,
    `const env = { PATH: '/usr/bin' }; start({ env }); context.env.PORT;`,
    `const { pid } = process;`,
    `import { argv } from 'node:process';`,
  ],
  invalid: [
    { code: `const port = process.env.PORT;`, errors },
    { code: `const port = process.env['PORT'];`, errors },
    { code: `const port = process['env'].PORT;`, errors },
    { code: `start({ env: process?.env });`, errors },
    { code: `const port = globalThis.process.env.PORT;`, errors },
    { code: `const { env } = process;`, errors },
    { code: `const { pid, env: settings } = process;`, errors },
    { code: `import { env } from 'node:process';`, errors },
    { code: `import { env as settings } from 'process';`, errors },
    { code: `const mode = import.meta.env.MODE;`, errors },
  ],
});
