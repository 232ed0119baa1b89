import { child, nameOf, report, syntax, type Rule, type SyntaxNode } from '../rule.ts';

/**
 * `process.env` is read in `env.ts` files alone, where every variable is validated and documented. Catches `process.env`,
 * `const { env } = process`, `import { env } from 'node:process'` and `import.meta.env`.
 */
export const noEnvOutsideEnvFile: Rule = {
  meta: { type: 'problem', messages: { env: 'Only env.ts reads the environment: add the variable to its schema and pass the value on.' } },
  create(context) {
    return {
      MemberExpression(node) {
        const member = syntax(node);
        if (nameOf(member) !== 'env') return;
        const object = child(member, 'object');
        const isProcess =
          object?.type === 'Identifier'
            ? object['name'] === 'process'
            : nameOf(object) === 'process' && nameOf(child(object as SyntaxNode, 'object')) === 'globalThis';
        if (isProcess || object?.type === 'MetaProperty') report(context, member, { messageId: 'env' });
      },
      VariableDeclarator(node) {
        const declarator = syntax(node);
        const pattern = child(declarator, 'id');
        if (pattern?.type !== 'ObjectPattern' || nameOf(child(declarator, 'init')) !== 'process') return;
        for (const property of pattern['properties'] as readonly SyntaxNode[]) {
          if (property.type === 'Property' && nameOf(child(property, 'key')) === 'env') report(context, property, { messageId: 'env' });
        }
      },
      ImportDeclaration(node) {
        const declaration = syntax(node);
        if (!['process', 'node:process'].includes(nameOf(child(declaration, 'source')) ?? '')) return;
        for (const specifier of declaration['specifiers'] as readonly SyntaxNode[]) {
          if (specifier.type === 'ImportSpecifier' && nameOf(child(specifier, 'imported')) === 'env') report(context, specifier, { messageId: 'env' });
        }
      },
    };
  },
};
