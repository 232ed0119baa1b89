import type { RuleTester } from 'oxlint/plugins-dev';

/** A rule with a `create` function: oxlint's API is ESLint's. */
export type Rule = Extract<Parameters<RuleTester['run']>[1], { create: unknown; createOnce?: never }>;
export type RuleContext = Parameters<Rule['create']>[0];

/** A node of the syntax tree, as far as the rules look at it: which fields it has depends on `type`. */
export interface SyntaxNode {
  readonly type: string;
  readonly parent?: SyntaxNode | null;
  readonly [field: string]: unknown;
}

/** What a visitor is given, to be looked at by its fields. */
export function syntax(node: unknown): SyntaxNode {
  return node as SyntaxNode;
}

/** Reports `node` with one of the rule's messages. */
export function report(context: RuleContext, node: SyntaxNode, found: { readonly messageId: string; readonly data?: Record<string, string> }): void {
  context.report({ node: node as never, ...found });
}

/** The child in `field`, seen through what TypeScript and `?.` wrap around an expression. */
export function child(node: SyntaxNode, field: string): SyntaxNode | null {
  const value = node[field];
  return typeof value === 'object' && value !== null && 'type' in value ? unwrap(value as SyntaxNode) : null;
}

/** The children in a list such as the arguments of a call. */
export function children(node: SyntaxNode, field: string): readonly SyntaxNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter((one): one is SyntaxNode => typeof one === 'object' && one !== null).map(unwrap) : [];
}

const WRAPPERS = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'ChainExpression', 'ParenthesizedExpression']);

function unwrap(node: SyntaxNode): SyntaxNode {
  const inner = WRAPPERS.has(node.type) ? node['expression'] : undefined;
  return typeof inner === 'object' && inner !== null ? unwrap(inner as SyntaxNode) : node;
}

/** `costNanoUsd`, `row.costNanoUsd`, `row['costNanoUsd']` and `costNanoUsd()` are all called costNanoUsd; other expressions have no name. */
export function nameOf(node: SyntaxNode | null): string | null {
  switch (node?.type) {
    case 'Identifier':
    case 'PrivateIdentifier':
      return String(node['name']);
    case 'Literal':
      return typeof node['value'] === 'string' ? node['value'] : null;
    case 'MemberExpression':
      return node['computed'] === true && child(node, 'property')?.type !== 'Literal' ? null : nameOf(child(node, 'property'));
    case 'CallExpression':
      return nameOf(child(node, 'callee'));
    default:
      return null;
  }
}
