import { tenantModels } from '../tenant-models.ts';
import { child, children, nameOf, report, syntax, type Rule, type RuleContext, type SyntaxNode } from '../rule.ts';

const RAW = new Set(['$queryRaw', '$queryRawUnsafe', '$executeRaw', '$executeRawUnsafe']);

/**
 * Rows of a tenant are read and written inside of `withTenant`, whose transaction tells row-level security whose rows they are.
 * Refused on a client that is in no such transaction: a tenant model (`prisma.apiKey`), and raw SQL, whose tables cannot be seen.
 * Such a client is anything called `prisma` (`services.prisma`, `services().prisma`), anything typed `PrismaClient`, what
 * `createPrismaClient` answers, the `tx` of a bare `prisma.$transaction(async (tx) => ...)`, and a variable that holds one of these.
 * A helper takes a `TenantClient`, so that only a tenant's transaction fits.
 */
export const noUnscopedTenantQuery: Rule = {
  meta: {
    type: 'problem',
    messages: {
      model: '{{model}} belongs to a tenant: query it on the transaction that withTenant (@modelhub/db/tenant) gives.',
      raw: 'Raw SQL on a client without a tenant: run it on the transaction that withTenant (@modelhub/db/tenant) gives.',
    },
  },
  create(context) {
    const models = tenantModels();
    return {
      MemberExpression(node) {
        const member = syntax(node);
        const name = nameOf(member);
        if (name === null || !(models.has(name) || RAW.has(name))) return;
        if (!isUnscopedClient(context, child(member, 'object'))) return;
        report(context, member, models.has(name) ? { messageId: 'model', data: { model: name } } : { messageId: 'raw' });
      },
    };
  },
};

function isUnscopedClient(context: RuleContext, node: SyntaxNode | null): boolean {
  if (node === null) return false;
  if (node.type === 'AwaitExpression') return isUnscopedClient(context, child(node, 'argument'));
  if (node.type === 'CallExpression') return nameOf(node) === 'createPrismaClient';
  if (nameOf(node) === 'prisma') return true;
  return node.type === 'Identifier' && isDefinedUnscoped(context, node);
}

function isDefinedUnscoped(context: RuleContext, identifier: SyntaxNode): boolean {
  const definition = definitionOf(context, identifier);
  if (definition === null) return false;
  const declared = child(definition.name, 'typeAnnotation');
  const type = declared === null ? null : child(declared, 'typeAnnotation');
  if (type?.type === 'TSTypeReference') return nameOf(child(type, 'typeName')) === 'PrismaClient';
  if (definition.node.type === 'VariableDeclarator') {
    return child(definition.node, 'id')?.type === 'Identifier' ? isUnscopedClient(context, child(definition.node, 'init')) : isDestructuredPrisma(definition);
  }
  const call = definition.node.parent;
  return call?.type === 'CallExpression' && nameOf(call) === '$transaction' && children(call, 'arguments').includes(definition.node);
}

/** `const { prisma: db } = services`. */
function isDestructuredPrisma({ name }: Definition): boolean {
  const property = name.parent;
  return property?.type === 'Property' && nameOf(child(property, 'key')) === 'prisma';
}

interface Definition {
  /** Where the name stands in its declaration. */
  readonly name: SyntaxNode;
  /** The declarator, or the function whose parameter it is. */
  readonly node: SyntaxNode;
}

type Scope = ReturnType<RuleContext['sourceCode']['getScope']>;

function definitionOf(context: RuleContext, identifier: SyntaxNode): Definition | null {
  const name = String(identifier['name']);
  let scope = context.sourceCode.getScope(identifier as never) as Scope | null;
  while (scope !== null) {
    const definition = scope.set.get(name)?.defs[0];
    if (definition !== undefined) return { name: syntax(definition.name), node: syntax(definition.node) };
    scope = scope.upper;
  }
  return null;
}
