import { child, children, nameOf, report, syntax, type Rule, type RuleContext, type SyntaxNode } from '../rule.ts';

/** Amounts carry their unit last (`costNanoUsd`) or as a column does (`cost_nano_usd`); constants such as NANO_USD_PER_CENT are no amounts. */
const MONEY = /(?:(?:[nN]ano|[mM]icro)Usd(?:Per[A-Z]\w*)?|(?:^|_)(?:nano|micro)_usd)$/;
const TO_FLOAT = new Set(['Number', 'parseFloat', 'parseInt']);
const FLOAT_METHODS = new Set(['toFixed', 'toPrecision', 'toExponential']);

/**
 * Money is a bigint and stays one. Of every expression whose name ends in NanoUsd, MicroUsd or one of them PerSomething it refuses
 * - `Number(x)`, `Number.parseFloat(x)`, `parseInt(x)`, `Math.round(x)` and unary `+x`, which make it a float, also when `x` stands inside of
 *   arithmetic or of `String(x)`;
 * - `x.toFixed()` and its like, which only a float has;
 * - `x / y` and `x /= y`: a bigint's division drops the remainder in silence, `@modelhub/core/money` has the roundings;
 * - the type `number` on a variable, parameter or property of that name.
 */
export const noFloatMoney: Rule = {
  meta: {
    type: 'problem',
    messages: {
      float: '{{name}} is money, a bigint: {{how}} makes a float of it. Format or convert it with @modelhub/core/money.',
      division: '{{name}} is money: `/` drops the remainder in silence. Say the rounding with a function of @modelhub/core/money.',
      type: '{{name}} is money: its type is bigint (or NanoUsd), never number.',
    },
  },
  create(context) {
    const typed = (node: unknown): void => checkType(context, syntax(node));
    return {
      CallExpression(node) {
        checkCall(context, syntax(node));
      },
      UnaryExpression(node) {
        const unary = syntax(node);
        const name = unary['operator'] === '+' ? moneyIn(child(unary, 'argument')) : null;
        if (name !== null) report(context, unary, { messageId: 'float', data: { name, how: 'unary +' } });
      },
      BinaryExpression(node) {
        checkDivision(context, syntax(node), '/');
      },
      AssignmentExpression(node) {
        checkDivision(context, syntax(node), '/=');
      },
      Identifier: typed,
      TSPropertySignature: typed,
      PropertyDefinition: typed,
    };
  },
};

function checkCall(context: RuleContext, call: SyntaxNode): void {
  const callee = child(call, 'callee');
  const function_ = nameOf(callee);
  if (callee === null || function_ === null) return;
  const isMath = callee.type === 'MemberExpression' && nameOf(child(callee, 'object')) === 'Math';
  if (isMath || TO_FLOAT.has(function_)) {
    const name = children(call, 'arguments')
      .map(moneyIn)
      .find((found) => found !== null);
    if (name != null) report(context, call, { messageId: 'float', data: { name, how: isMath ? `Math.${function_}` : function_ } });
  } else if (callee.type === 'MemberExpression' && FLOAT_METHODS.has(function_)) {
    const name = moneyIn(child(callee, 'object'));
    if (name !== null) report(context, call, { messageId: 'float', data: { name, how: function_ } });
  }
}

function checkDivision(context: RuleContext, node: SyntaxNode, operator: string): void {
  if (node['operator'] !== operator) return;
  const name = moneyIn(child(node, 'left'));
  if (name !== null) report(context, node, { messageId: 'division', data: { name } });
}

function checkType(context: RuleContext, node: SyntaxNode): void {
  const name = node.type === 'Identifier' ? nameOf(node) : nameOf(child(node, 'key'));
  const annotation = child(node, 'typeAnnotation');
  if (name === null || !MONEY.test(name) || annotation === null) return;
  const type = child(annotation, 'typeAnnotation');
  const parts = type?.type === 'TSUnionType' ? children(type, 'types') : [type];
  if (parts.some((part) => part?.type === 'TSNumberKeyword')) report(context, node, { messageId: 'type', data: { name } });
}

/** The name of the amount that an expression is or computes with, or null. */
function moneyIn(node: SyntaxNode | null): string | null {
  if (node === null) return null;
  const name = nameOf(node);
  if (name !== null && MONEY.test(name)) return name;
  if (node.type === 'BinaryExpression' || node.type === 'LogicalExpression') return moneyIn(child(node, 'left')) ?? moneyIn(child(node, 'right'));
  if (node.type === 'UnaryExpression') return moneyIn(child(node, 'argument'));
  if (node.type === 'ConditionalExpression') return moneyIn(child(node, 'consequent')) ?? moneyIn(child(node, 'alternate'));
  if (node.type === 'CallExpression' && (name === 'String' || name === 'BigInt'))
    return (
      children(node, 'arguments')
        .map(moneyIn)
        .find((one) => one !== null) ?? null
    );
  return null;
}
