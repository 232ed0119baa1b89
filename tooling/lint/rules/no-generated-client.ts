import { child, nameOf, report, syntax, type Rule } from '../rule.ts';

const GENERATED = /(?:^|\/)generated\/|^@prisma\/client(?:$|\/)|^\.prisma\//;

/** The generated Prisma client is packages/db's own: others import `@modelhub/db/client`, whose clients work under a role. */
export const noGeneratedClient: Rule = {
  meta: { type: 'problem', messages: { generated: 'Only packages/db imports the generated client: import from @modelhub/db/client.' } },
  create(context) {
    const check = (node: unknown): void => {
      const source = nameOf(child(syntax(node), 'source'));
      if (source !== null && GENERATED.test(source)) report(context, syntax(node), { messageId: 'generated' });
    };
    return { ImportDeclaration: check, ExportNamedDeclaration: check, ExportAllDeclaration: check, ImportExpression: check };
  },
};
