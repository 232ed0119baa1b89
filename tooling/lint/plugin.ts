import { noEnvOutsideEnvFile } from './rules/no-env-outside-env-file.ts';
import { noFloatMoney } from './rules/no-float-money.ts';
import { noGeneratedClient } from './rules/no-generated-client.ts';
import { noUnscopedTenantQuery } from './rules/no-unscoped-tenant-query.ts';

/** The rules of this code base that no published linter has. `.oxlintrc.json` says where each applies. */
export default {
  meta: { name: 'modelhub' },
  rules: {
    'no-env-outside-env-file': noEnvOutsideEnvFile,
    'no-float-money': noFloatMoney,
    'no-generated-client': noGeneratedClient,
    'no-unscoped-tenant-query': noUnscopedTenantQuery,
  },
};
